using System.Diagnostics;
using System.Net.Http.Json;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Simulator;

namespace DrEvents.Benchmarks.Homes;

/// <summary>
/// Homes that live through the days of a plan, and report, are called, obey and are measured by the backend as it is: five minutes after five minutes, the
/// clock is turned to their end and what was reported is stored before it is turned further.
/// </summary>
internal sealed class HomesTown(HomesPlan plan, Func<string, Task> tell)
{
    private const int Seed = 1;

    /// <summary>Of what the homes say that they could shed.</summary>
    private const double RequestedShare = 0.5;

    /// <summary>Five minutes that are stored together where nothing is called.</summary>
    private const int SlotsAtOnce = 2;
    private static readonly TimeSpan AskedAhead = TimeSpan.FromMinutes(30);

    /// <summary>Plans are made then.</summary>
    private static readonly TimeSpan PreparedAhead = EventSteps.PreparedAhead - TimeSpan.FromSeconds(1);
    private static readonly string[] NotAnswered = [ParticipationStatus.Announced, ParticipationStatus.Pending];
    private static readonly string[] NotRestored = [.. NotAnswered, ParticipationStatus.Shedding, ParticipationStatus.Restoring];

    private readonly HomeInDays[] _homes = [.. Enumerable.Range(0, plan.Homes).Select(n => new HomeInDays(VenIdOf(n), SeedOf(n)))];
    private readonly Dictionary<PlannedCall, RunningCall> _running = [];
    private readonly List<(string, byte[], DateTimeOffset)> _waiting = [];
    private readonly List<MeasuredCall> _measured = [];
    private long _samples;

    private sealed record RunningCall(string Id, double RequestedKw, Dictionary<string, TrueUse> TrueSums)
    {
        public int Slots { get; set; }
    }

    public static string VenIdOf(int home) => FormattableString.Invariant($"home-{home + 1:000}");

    /// <summary>As the simulator draws them: those of a fleet of that seed.</summary>
    public static int SeedOf(int home) => Draws.SeedOf(Seed, home + 1);

    /// <summary>All homes by the ids of their VENs.</summary>
    public IReadOnlyDictionary<string, HomeInDays> ById => _homes.ToDictionary(h => h.VenId);

    public long Samples => _samples;

    /// <summary>Lives through the plan's days, and gives its events with their results.</summary>
    public async Task<IReadOnlyList<MeasuredCall>> LiveAsync(HomesBackend backend, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        await backend.DeliverAsync(
            [.. _homes.Select(h => h.Status(plan.First)).Select(s => (s.Topic, s.Payload, plan.First))],
            cancellation
        );
        for (var day = 0; day < plan.Days; day++)
        {
            var midnight = plan.First.AddDays(day);
            var calls = plan.Calls().Where(c => c.Start.Date == midnight.Date).ToList();
            var called = calls.Select(c => c.Group).ToHashSet();
            Parallel.For(0, _homes.Length, n => _homes[n].BeginDay(midnight, called.Contains(plan.GroupOf(n))));
            for (var slot = midnight; slot < midnight.AddDays(1); slot += HomeInDays.Slot)
            {
                await StepAsync(backend, slot, calls, cancellation);
                Pass(slot);
                var end = slot + HomeInDays.Slot;
                if (end.Ticks % (SlotsAtOnce * HomeInDays.Slot.Ticks) != 0)
                    continue;
                if (calls.Find(c => c.Start == end) is { } next)
                    await PrepareAsync(backend, next, cancellation);
                await StoreAsync(backend, end, cancellation);
            }
            // Read models that fall behind, day after day, would be waited for too long at the end.
            await backend.CatchUpAsync();
            foreach (var call in calls)
                _measured.Add(await MeasureAsync(backend, call, cancellation));
            await tell(
                FormattableString.Invariant(
                    $"day {day + 1} of {plan.Days}: {_samples} samples, {_measured.Count} events measured, {watch.Elapsed.TotalSeconds:0} s"
                )
            );
        }
        return _measured;
    }

    /// <summary>What an operator and the event's clock do at the beginning of five minutes.</summary>
    private async Task StepAsync(HomesBackend backend, DateTimeOffset slot, List<PlannedCall> calls, CancellationToken cancellation)
    {
        foreach (var call in calls)
        {
            if (slot == call.Start - AskedAhead)
                await AskAsync(backend, call, cancellation);
            else if (slot == call.Start)
                await UntilBegunAsync(backend, _running[call].Id, cancellation);
            else if (slot == call.End)
                await UntilEndedAsync(backend, _running[call].Id, cancellation);
        }
    }

    private async Task AskAsync(HomesBackend backend, PlannedCall call, CancellationToken cancellation)
    {
        await backend.CatchUpAsync();
        var own = plan.HomesOf(call.Group).Select(VenIdOf).ToHashSet();
        var vens = await backend.GetAsync<List<VenSummary>>("/api/vens/summary", cancellation);
        var requestedKw = Math.Round(RequestedShare * vens.Where(v => own.Contains(v.Id)).Sum(v => v.ControllablePower), 1);
        var id = await backend.Http.CallEventAsync(
            new CreateEventRequest(
                call.Start,
                call.End,
                requestedKw,
                Targets: new EventTargets([.. own.Order()]),
                Control: ControlModes.Open
            ),
            cancellation
        );
        _running.Add(call, new RunningCall(id, requestedKw, []));
    }

    /// <summary>A plan is made, and commands are made ready, before the event begins.</summary>
    private async Task PrepareAsync(HomesBackend backend, PlannedCall call, CancellationToken cancellation)
    {
        backend.Clock.TurnTo(call.Start - PreparedAhead);
        await backend.UntilAsync(_running[call].Id, "it is planned", e => e.Vens.Count > 0, cancellation);
    }

    private static async Task UntilBegunAsync(HomesBackend backend, string id, CancellationToken cancellation) =>
        await backend.UntilAsync(
            id,
            "all VENs have answered",
            e => e.Status == EventStatus.Active && e.Vens.Count > 0 && !e.Vens.Any(v => NotAnswered.Contains(v.Status)),
            cancellation
        );

    private static async Task UntilEndedAsync(HomesBackend backend, string id, CancellationToken cancellation) =>
        await backend.UntilAsync(
            id,
            "all VENs are restored",
            e => e.Status == EventStatus.Completed && !e.Vens.Any(v => NotRestored.Contains(v.Status)),
            cancellation
        );

    private void Pass(DateTimeOffset slot)
    {
        var passed = new PassedSlot[_homes.Length];
        Parallel.For(0, _homes.Length, n => passed[n] = _homes[n].Pass(slot));
        foreach (var (n, home) in passed.Index())
        {
            foreach (var sample in home.Samples)
                _waiting.Add((Topics.Telemetry(sample.VenId), sample.ToUtf8(), sample.At));
            foreach (var (_, running) in _running.Where(r => plan.GroupOf(n) == r.Key.Group && IsIn(r.Key, slot)))
                running.TrueSums[VenIdOf(n)] = running.TrueSums.GetValueOrDefault(VenIdOf(n)).And(home);
        }
        foreach (var (_, running) in _running.Where(r => IsIn(r.Key, slot)))
            running.Slots++;

        static bool IsIn(PlannedCall call, DateTimeOffset slot) => call.Start <= slot && slot < call.End;
    }

    private async Task StoreAsync(HomesBackend backend, DateTimeOffset now, CancellationToken cancellation)
    {
        backend.Clock.TurnTo(now);
        // As the broker would bring them: in the order of time.
        var messages = _waiting.OrderBy(m => m.Item3).ToList();
        _waiting.Clear();
        await backend.DeliverAsync(messages, cancellation);
        _samples += messages.Count;
    }

    /// <summary>Asks for an event's result when its day is over, and reads it, with what other methods say, as an operator does.</summary>
    private async Task<MeasuredCall> MeasureAsync(HomesBackend backend, PlannedCall call, CancellationToken cancellation)
    {
        _running.Remove(call, out var running);
        using var asked = await backend.Http.PostAsync($"/api/events/{running!.Id}/results", null, cancellation);
        var result = (await asked.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<ResultAsked>(cancellation))!.Newest;
        var vens = await backend.GetAsync<VenResultPage>($"/api/events/{running.Id}/result/vens?limit=1000", cancellation);
        var others = await backend.GetAsync<SideBySideView>($"/api/events/{running.Id}/result/profiles", cancellation);
        var truth = running.TrueSums.ToDictionary(t => t.Key, t => t.Value.By(running.Slots));
        return new MeasuredCall(call, running.Id, running.RequestedKw, result, vens.Vens, truth, others.Profiles);
    }
}

/// <summary>What a VEN really used, and would have used, kW.</summary>
internal readonly record struct TrueUse(double WouldHaveUsedKw, double UsedKw)
{
    public double DeliveredKw => WouldHaveUsedKw - UsedKw;

    public TrueUse And(PassedSlot slot) => new(WouldHaveUsedKw + slot.WouldHaveUsedKw, UsedKw + slot.UsedKw);

    public TrueUse By(int slots) => new(WouldHaveUsedKw / slots, UsedKw / slots);
}

/// <summary>An event that was measured.</summary>
/// <param name="Truth">Of each VEN that was meant, in the mean over the event.</param>
/// <param name="Profiles">What other methods say of it.</param>
internal sealed record MeasuredCall(
    PlannedCall Call,
    string Id,
    double RequestedKw,
    ResultView Result,
    IReadOnlyList<VenResultView> Vens,
    IReadOnlyDictionary<string, TrueUse> Truth,
    IReadOnlyList<ProfileSumsView> Profiles
)
{
    /// <summary>What the VENs of the result really delivered together, kW.</summary>
    public double PortfolioTrueKw => Vens.Sum(v => Truth[v.VenId].DeliveredKw);

    /// <summary>What the result says that they did, kW.</summary>
    public double PortfolioKw => Result.Portfolio.MeanKw ?? double.NaN;

    /// <summary>What they really used together, kW.</summary>
    public double PortfolioUsedKw => Vens.Sum(v => Truth[v.VenId].UsedKw);

    /// <summary>What the backend takes for that, less it, kW: what was measured too little looks delivered.</summary>
    public double MeteringErrorKw => (Result.Portfolio.ActualKw.Average() ?? double.NaN) - PortfolioUsedKw;

    /// <summary>(Result − truth) ÷ truth.</summary>
    public double Bias => (PortfolioKw - PortfolioTrueKw) / PortfolioTrueKw;

    /// <summary>Whether the truth lies in the result's band; null where it has none, as of few like days.</summary>
    public bool? IsCovered => Result.Portfolio.Band is { } band ? band.LowKw <= PortfolioTrueKw && PortfolioTrueKw <= band.HighKw : null;

    /// <summary>Length of the event, hours.</summary>
    public double Hours => (Result.End - Result.Start).TotalHours;

    /// <summary>Each VEN's mean by the result, by the truth, and the band of the first.</summary>
    public IEnumerable<(double Kw, double TrueKw, ErrorBandView? Band)> ByVen =>
        Vens.Where(v => v.SignedKwh is not null).Select(v => (v.SignedKwh!.Value / Hours, Truth[v.VenId].DeliveredKw, v.Band));
}
