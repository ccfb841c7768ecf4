using System.Globalization;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Shedding;

public sealed class ReturnPeakTests(ITestOutputHelper output)
{
    private const int Homes = 150;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("2026-01-14T05:30Z")]
    [InlineData("2026-01-14T16:30Z")]
    [InlineData("2026-07-15T14:00Z")]
    [InlineData("2026-07-15T22:00Z")]
    public void explore(string time)
    {
        var begin = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
        foreach (var (lo, hi) in new[] { (60, 120), (60, 180), (60, 60), (45, 135) })
        {
            var pace = new ReturnPace(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
            var homes = Enumerable.Range(1, Homes).Select(seed => new TrueHome(seed, begin, pace)).ToList();
            var acceptedKw = homes
                .Select(
                    (h, i) =>
                        h.Ask(share: 0.5, begin, 60, hi == 0 ? null : (lo + (hi - lo) * ((i * 7) % homes.Count) / homes.Count) * 60 + 1)
                )
                .Sum();
            var rows = new List<(double Used, double Twin, double Model, int Known)>();
            var types = new List<Dictionary<string, double>>();
            for (var at = begin + Step; at <= begin.AddMinutes(240); at += Step)
            {
                var r = homes.Select(h => h.Pass(at)).ToList();
                rows.Add((r.Sum(x => x.Used), r.Sum(x => x.Twin), r.Sum(x => x.Model), r.Count(x => x.Known)));
                if (at.Second == 0 && at.Minute % 15 == 0)
                    types.Add(homes.SelectMany(h => h.ByType(at)).GroupBy(x => x.Type).ToDictionary(g => g.Key, g => g.Sum(x => x.Kw)));
            }
            var five = rows.Chunk(15)
                .Select(c => (U: c.Average(x => x.Used), T: c.Average(x => x.Twin), M: c.Average(x => x.Model), K: c[^1].Known))
                .ToList();
            var after = five.Skip(12).ToList();
            var top = after.Take(12).MaxBy(f => f.U);
            output.WriteLine(
                FormattableString.Invariant(
                    $"{time} hold {lo}-{hi} accepted {acceptedKw:0} kW, peak 1h {after.Take(12).Max(f => f.U / f.T):0.000} 3h {after.Max(f => f.U / f.T):0.000} top {top.U / top.T:0.000}"
                )
            );
            output.WriteLine(string.Join(" ", after.Select(f => FormattableString.Invariant($"{f.U:0}/{f.T:0}/{f.M:0}"))));
            foreach (var t in types[0].Keys)
                output.WriteLine("   " + t + " " + string.Join(" ", types.Select(x => FormattableString.Invariant($"{x[t]:0}"))));
        }
    }

    private sealed class TrueHome
    {
        private static readonly Home[] Kinds = [.. Home.Shipped.Select(n => Home.Find(n).Home!)];
        private readonly Controller _controller;
        private readonly IReadOnlyList<ILoad> _twin;

        public TrueHome(int seed, DateTimeOffset now, ReturnPace pace)
        {
            var kind = seed % (Kinds.Length + 1);
            IReadOnlyList<ILoad> Build() => kind == 0 ? HomeLoads.Typical(seed) : Kinds[kind - 1].Build(seed);
            _twin = Build();
            TwinKw(now - Controller.WarmTime);
            _controller = new Controller("ven-" + seed, Build(), new MemoryEventLog(), Step, NullLogger.Instance, pace);
            _controller.Warm(now);
            _controller.Resume(now);
        }

        public double Ask(double share, DateTimeOffset now, int minutes, int? returnS)
        {
            var kw = Math.Round(_controller.Sample(now).Loads.Sum(l => l.ShedCapabilityKw ?? 0) * share, 3);
            if (kw <= 0)
                return 0;
            var command = new VenCommand
            {
                Op = CommandOps.ShedPanel,
                CorrelationId = "c",
                VenId = "",
                IssuedAt = now,
                ExpiresAt = now.AddHours(5),
                EventId = "evt-0000000a",
                RequestedReductionKw = kw,
                DurationS = minutes * 60,
                ReturnSeconds = returnS,
            };
            var answer = VenAck.Read(_controller.Handle(command.ToUtf8(), now).Ack!).Value!;
            return answer.ActualShedKw!.Value;
        }

        public (double Used, double Twin, double Model, bool Known) Pass(DateTimeOffset at)
        {
            _controller.Advance(at);
            var now = _controller.Look(at);
            return (now.UsedKw, TwinKw(at), now.Expected?.PowerKw ?? now.UsedKw, now.Expected is not null);
        }

        public IEnumerable<(string Type, double Kw)> ByType(DateTimeOffset at) =>
            _controller.Look(at).Loads.Zip(_twin, (l, t) => (l.Description.Type, l.Readout.PowerKw - t.MeasureAt(at).PowerKw));

        private double TwinKw(DateTimeOffset at) => _twin.Sum(l => l.MeasureAt(at).PowerKw);
    }
}
