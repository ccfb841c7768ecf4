using System.Diagnostics;
using DrEvents.Benchmarks.Loaded;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Measurement.Proof;
using DrEvents.Proof;
using DrEvents.Testing;

namespace DrEvents.Benchmarks.Signing;

/// <summary>What it costs that commands are signed: one command in memory, and an event of many VENs with signatures and without, in turns.</summary>
internal static class SigningBenchmark
{
    private const int Commands = 2_000;
    private const int Rounds = 7;
    private const int Connections = 4;
    private const double AnsweredWithinS = 180;

    /// <summary>Samples are not what is measured: a few, so that the VENs are there.</summary>
    private const int SecondsPerSample = 20;

    private const double CommandBarMs = 2_000;
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(30);

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        OneCommand(report);
        var (vens, events) = (options.Loaded.Vens, options.Events);
        var folder = Directory.CreateTempSubdirectory("signing-");
        try
        {
            var plain = await EventsAsync(machine, "signing-without", keyFile: null, vens, events, cancellation);
            var signed = await EventsAsync(machine, "signing-with", Path.Combine(folder.FullName, "key.pem"), vens, events, cancellation);
            Compare(report, vens, plain, signed);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void OneCommand(Report report)
    {
        var key = SigningKey.New();
        var command = new VenCommand
        {
            Op = CommandOps.ShedPanel,
            CorrelationId = "evt-1a2b3c4d-1-5f0c1b7a9d3e",
            VenId = "ven-00001",
            IssuedAt = DateTimeOffset.UnixEpoch.AddYears(50),
            ExpiresAt = DateTimeOffset.UnixEpoch.AddYears(50).AddHours(1),
            EventId = "evt-1a2b3c4d",
            RequestedReductionKw = 1.2345,
            DurationS = 3600,
            ReturnSeconds = 300,
        };
        var plain = command.ToUtf8();
        var signed = SignedMessage.Sign(plain, key.Public.Id, key.Sign);
        var written = Us(() => command.ToUtf8());
        var form = Us(() => CanonicalJson.Bytes(plain));
        var signing = Us(() => SignedMessage.Sign(command.ToUtf8(), key.Public.Id, key.Sign));
        var read = Us(() => VenCommand.Read(signed));
        var verifying = Us(() =>
        {
            if (SignedMessage.Read(signed).Message!.Problem(key.Public) is { } problem)
                throw new InvalidOperationException(problem);
        });
        report.Add(
            new Figure(
                "signing a command, with its writing",
                signing,
                "µs",
                Floor: written,
                FloorIs: "(writing it alone)",
                Note: $"{plain.Length} bytes, {signed.Length} with the signature"
            )
        );
        report.Add(new Figure("of it the canonical form, made of the bytes that are sent", form, "µs"));
        report.Add(new Figure("verifying a command at the VEN", verifying, "µs", Floor: read, FloorIs: "(reading it alone)"));
    }

    /// <summary>Median of some rounds, µs for one; the first is the compiler's.</summary>
    private static double Us(Action act)
    {
        var rounds = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            for (var i = 0; i < Commands; i++)
                act();
            if (round > 0)
                rounds.Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds / Commands);
        }
        return Figures.Median(rounds);
    }

    private static async Task<Measured> EventsAsync(
        Machine machine,
        string name,
        string? keyFile,
        int vens,
        int events,
        CancellationToken cancellation
    )
    {
        // The backend's process inherits it.
        Environment.SetEnvironmentVariable("Commands__SigningKeyFile", keyFile);
        await using var bed = await Bed.StartAsync(machine, name, cancellation);
        Environment.SetEnvironmentVariable("Commands__SigningKeyFile", null);
        await using var load = await PublisherGroup.ConnectAsync(bed.BrokerPort, Connections, cancellation);
        await using var plain = await PlainVens.StartAsync(bed.BrokerPort, load, cancellation);
        await using var loaded = await LoadedBackend.StartAsync(bed, load, vens, Math.Max(1, vens / SecondsPerSample), cancellation);
        var measured = new Measured();
        // The first is the compiler's.
        for (var i = 0; i <= events; i++)
            await EventAsync(bed, plain, vens, i == 0 ? new Measured() : measured, cancellation);
        await loaded.CheckAsync();
        return measured;
    }

    private static async Task EventAsync(Bed bed, PlainVens plain, int vens, Measured measured, CancellationToken cancellation)
    {
        var start = DateTimeOffset.UtcNow + Ahead;
        var id = await bed.Http.CallEventAsync(new CreateEventRequest(start, start + Length, vens), cancellation);
        var left = start - TimeSpan.FromSeconds(1) - DateTimeOffset.UtcNow;
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellation);
        var cpuS = bed.BackendCpuS;
        await Eventually.HoldsAsync("all have their commands", () => plain.CommandedAt(id).Count == vens, AnsweredWithinS);
        measured.CpuMs.Add((bed.BackendCpuS - cpuS) * 1_000 / vens);
        var at = plain.CommandedAt(id);
        foreach (var one in at)
            measured.Command.Add(one - start);
        measured.LastMs.Add((at.Max() - start).TotalMilliseconds);
        await bed.Http.StopEventAsync(id, "measured", cancellation);
        await Task.Delay(Ahead, cancellation);
    }

    private static void Compare(Report report, int vens, Measured plain, Measured signed)
    {
        var what = $"{vens} commands";
        report.Add(
            $"start of event → signed command at the VEN, {what}",
            signed.Command,
            CommandBarMs,
            plain.Command,
            "(the same unsigned)"
        );
        report.Add(
            new Figure(
                $"start of event → last of {what}, signed ÷ unsigned",
                Figures.Median(signed.LastMs) / Figures.Median(plain.LastMs),
                "",
                Note: $"ms: {Figures.List(signed.LastMs)} signed, {Figures.List(plain.LastMs)} unsigned"
            )
        );
        report.Add(
            new Figure(
                "the backend's processor time per command until the last is there",
                Figures.Median(signed.CpuMs),
                "ms",
                Floor: Figures.Median(plain.CpuMs),
                FloorIs: "(the same unsigned)"
            )
        );
    }

    private sealed class Measured
    {
        public Latencies Command { get; } = new();

        public List<double> LastMs { get; } = [];

        public List<double> CpuMs { get; } = [];
    }
}
