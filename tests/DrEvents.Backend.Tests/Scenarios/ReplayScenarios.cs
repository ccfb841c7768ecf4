using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using JasperFx.Events;
using Marten;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Backend.Tests.Scenarios;

/// <summary>An event of two VENs that is over. What tests damage of it, they put back.</summary>
public sealed class EventThatIsOver : IAsyncLifetime
{
    /// <summary>The system, whose VENs have stopped.</summary>
    public DrSystem System { get; private set; } = null!;

    /// <summary>The event.</summary>
    public string Id { get; private set; } = "";

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        System = await DrSystem.StartAsync();
        var vens = await System.StartVensAsync("ven-1", "ven-2");
        Id = (await System.StartEventAsync(kw: 2, seconds: 4)).Id;
        await System.UntilAsync(Id, "the event is over", e => e.Status == "completed" && e.Vens.All(v => v.Status == "restored"));
        // A busy machine seals after the end of an event as short as this one.
        await Eventually.HoldsAsync(
            "both baselines are sealed",
            async () => (await System.GetAsync<List<BaselineView>>($"/api/events/{Id}/baselines")).Count == 2
        );
        foreach (var ven in vens)
            await ven.StopAsync();
        await Eventually.HoldsAsync(
            "both farewells are stored",
            async () => (await System.GetAsync<List<VenView>>("/api/vens")).All(v => v.Status == "offline")
        );
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => System.DisposeAsync();
}

/// <summary>Whatever is damaged in the table of events of an event that ran, a replay says so: of which VEN, and what.</summary>
public sealed class ReplayScenarios(EventThatIsOver over) : IClassFixture<EventThatIsOver>
{
    private const string Ven = "ven-1";

    [Fact]
    public async Task a_changed_sample_under_a_seal_is_named()
    {
        var seal = await SealAsync();
        var (row, sample) = (await SamplesAsync()).First(s => s.Sample.LiveAt >= seal.WindowStart && s.Sample.LiveAt < seal.WindowEnd);

        var differences = await DamagedAsync(row, s => s.QueueSqlCommand(SetSample, Bytes(sample, sample.UsedPowerKw + 0.001), row));

        differences
            .ShouldHaveSingleItem()
            .ShouldBe(new ReplayDifference(At(seal, sample.LiveAt), Text(sample.UsedPowerKw), Text(sample.UsedPowerKw + 0.001)));
    }

    [Fact]
    public async Task a_changed_sample_of_the_event_is_named_by_the_meter_of_its_ven()
    {
        var seal = await SealAsync();
        var (row, sample) = (await SamplesAsync()).First(s => s.Sample.LiveAt > seal.WindowEnd.AddSeconds(1));

        var differences = await DamagedAsync(row, s => s.QueueSqlCommand(SetSample, Bytes(sample, sample.UsedPowerKw + 1), row));

        var meter = $"meter {Participation.StreamOf(over.Id, Ven)}.";
        differences.ShouldContain(d => d.Where == "metrics.actualReductionKw" && d.Stored != d.Replayed);
        differences.ShouldContain(d => d.Where.StartsWith(meter, StringComparison.Ordinal));
        differences
            .Where(d => !d.Where.StartsWith("metrics.", StringComparison.Ordinal))
            .ShouldAllBe(d => d.Where.StartsWith(meter, StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_sample_that_is_gone_is_named()
    {
        var seal = await SealAsync();
        var (row, sample) = (await SamplesAsync()).First(s => s.Sample.LiveAt >= seal.WindowStart && s.Sample.LiveAt < seal.WindowEnd);

        var differences = await DamagedAsync(row, s => s.QueueSqlCommand("delete from drevents.mt_events where seq_id = ?", row));

        differences.ShouldHaveSingleItem().ShouldBe(new ReplayDifference(At(seal, sample.LiveAt), Text(sample.UsedPowerKw), null));
    }

    [Theory]
    [InlineData("{baselineKw}", "99.5", ".baselineKw", "99.5")]
    [InlineData("{hash}", "\"ab\"", ".hash", "ab")]
    [InlineData("{windowStart}", "\"2026-07-01T17:00:00Z\"", ".hash", null)]
    [InlineData("{usedPowersKw,1}", "77.25", ".hash", null)]
    [InlineData("{offsetsMs,1}", "7", ".hash", null)]
    [InlineData("{reportIntervalSeconds}", "99", ".hash", null)]
    public async Task a_changed_field_of_a_seal_is_named(string path, string value, string field, string? stored)
    {
        var (row, seal) = await SealRowAsync();

        var differences = await DamagedAsync(row, s => s.QueueSqlCommand(SetField, path, value, row));

        differences
            .Single(d => d.Where == $"baseline {Ven}{field}")
            .Stored.ShouldBe(stored ?? seal.Hash, "what is stored is told beside what it would have to be");
        differences.ShouldAllBe(d => d.Where.Contains(Ven) || d.Where.StartsWith("metrics.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_reading_that_was_changed_together_with_mean_and_hash_is_named_by_the_raw_sample()
    {
        var (row, seal) = await SealRowAsync();
        double[] kw = [.. seal.UsedPowersKw];
        kw[1] += 2;
        var forged = seal with
        {
            UsedPowersKw = kw,
            BaselineKw = Seal.MeanKw(seal.Method, seal.OffsetsMs, kw, seal.ReportIntervalSeconds),
            Hash = HashOf(seal, kw),
        };

        var differences = await DamagedAsync(row, s => s.QueueSqlCommand(SetSeal, Json(forged), row));

        differences
            .Single(d => d.Where.StartsWith("baseline ", StringComparison.Ordinal))
            .ShouldBe(
                new ReplayDifference(At(seal, seal.WindowStart.AddMilliseconds(seal.OffsetsMs[1])), Text(kw[1]), Text(seal.UsedPowersKw[1]))
            );
        differences.ShouldContain(d => d.Where == $"meter {Participation.StreamOf(over.Id, Ven)}.baselineKw");
    }

    [Fact]
    public async Task a_reading_and_its_hash_changed_together_leave_a_mean_that_is_none()
    {
        var (row, seal) = await SealRowAsync();
        double[] kw = [.. seal.UsedPowersKw];
        kw[0] = 50;
        var forged = seal with { UsedPowersKw = kw, Hash = HashOf(seal, kw) };

        var differences = await DamagedAsync(row, s => s.QueueSqlCommand(SetSeal, Json(forged), row));

        differences
            .Select(d => d.Where)
            .ShouldBe([
                $"meter {Participation.StreamOf(over.Id, Ven)}.sealedErrorKw",
                $"meter {Participation.StreamOf(over.Id, Ven)}.baselineSpreadKw",
                $"baseline {Ven}.baselineKw",
                At(seal, seal.WindowStart.AddMilliseconds(seal.OffsetsMs[0])),
            ]);
    }

    private static string HashOf(BaselineSealed seal, double[] kw) =>
        Seal.HashOf(seal.Method, seal.WindowStart, seal.WindowEnd, seal.OffsetsMs, kw, seal.ReportIntervalSeconds);

    [Fact]
    public async Task a_seal_that_is_called_unverified_is_named_by_the_meter()
    {
        var (row, seal) = await SealRowAsync();

        var differences = await DamagedAsync(row, s => s.QueueSqlCommand(SetField, "{verified}", "false", row));

        differences.ShouldContain(
            new ReplayDifference($"meter {Participation.StreamOf(over.Id, Ven)}.baselineKw", Text(seal.BaselineKw!.Value), null)
        );
    }

    [Fact]
    public async Task a_second_seal_of_a_ven_is_named()
    {
        var (row, _) = await SealRowAsync();
        await using var session = over.System.Store.QuerySession();
        var last = (await session.Events.FetchStreamAsync(BaselineSealed.StreamOf(over.Id)))[^1].Version;

        var differences = await DamagedAsync(
            row,
            s =>
                s.QueueSqlCommand(
                    """
                    insert into drevents.mt_events (seq_id, id, stream_id, version, type, data, timestamp, tenant_id, is_archived)
                    select -seq_id, gen_random_uuid(), stream_id, ? + 1, type, data, timestamp, tenant_id, is_archived
                    from drevents.mt_events where seq_id = ?
                    """,
                    last,
                    row
                )
        );

        differences.ShouldHaveSingleItem().ShouldBe(new ReplayDifference($"baseline {Ven}", "2 seals", "one seal"));
    }

    [Fact]
    public async Task a_seal_that_is_gone_is_named_when_it_should_be_there_by_now()
    {
        var (row, _) = await SealRowAsync();
        var later = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(3));

        var differences = await DamagedAsync(
            row,
            s => s.QueueSqlCommand("delete from drevents.mt_events where seq_id = ?", row),
            async () => (await new Replay(over.System.Store, later).OfAsync(over.Id, default))!
        );

        differences
            .Single(d => d.Where == $"baseline {Ven}")
            .ShouldBe(new ReplayDifference($"baseline {Ven}", null, "a VEN that was told to shed has a sealed baseline"));
        differences.ShouldContain(d => d.Where == $"meter {Participation.StreamOf(over.Id, Ven)}.baselineKw" && d.Replayed == null);
        differences.ShouldAllBe(d => d.Where.Contains(Ven) || d.Where.StartsWith("metrics.", StringComparison.Ordinal));
    }

    private const string SetSample = "update drevents.mt_events set bdata = ? where seq_id = ?";
    private const string SetSeal = "update drevents.mt_events set data = ?::jsonb where seq_id = ?";
    private const string SetField = "update drevents.mt_events set data = jsonb_set(data, ?::text[], ?::jsonb, false) where seq_id = ?";

    /// <summary>Replays without a difference, damages a row, replays, puts the row back; gives the differences.</summary>
    private async Task<IReadOnlyList<ReplayDifference>> DamagedAsync(
        long row,
        Action<IDocumentSession> damage,
        Func<Task<ReplayReport>>? replay = null
    )
    {
        replay ??= () => over.System.ReplayAsync(over.Id);
        var before = await replay();
        (before.Identical, before.Differences.Count, before.BaselinesRecomputed).ShouldBe((true, 0, 2));
        await RunAsync(s => s.QueueSqlCommand("create table drevents.kept as select * from drevents.mt_events where seq_id = ?", row));
        try
        {
            await RunAsync(damage);
            var report = await replay();
            report.Identical.ShouldBeFalse();
            return report.Differences;
        }
        finally
        {
            await RunAsync(s =>
            {
                s.QueueSqlCommand("delete from drevents.mt_events where seq_id = any(?)", new[] { row, -row });
                s.QueueSqlCommand("insert into drevents.mt_events select * from drevents.kept");
                s.QueueSqlCommand("drop table drevents.kept");
            });
        }
    }

    private async Task RunAsync(Action<IDocumentSession> statements)
    {
        await using var session = over.System.Store.LightweightSession();
        statements(session);
        await session.SaveChangesAsync();
    }

    private async Task<BaselineSealed> SealAsync() => (await SealRowAsync()).Seal;

    private async Task<(long Row, BaselineSealed Seal)> SealRowAsync()
    {
        await using var session = over.System.Store.QuerySession();
        var stored = await session.Events.FetchStreamAsync(BaselineSealed.StreamOf(over.Id));
        return stored.Select(e => (e.Sequence, (BaselineSealed)e.Data)).Single(s => s.Item2.VenId == Ven);
    }

    private async Task<List<(long Row, TelemetrySampled Sample)>> SamplesAsync()
    {
        await using var session = over.System.Store.QuerySession();
        var stored = new List<IEvent>();
        var seal = await SealAsync();
        foreach (var day in TelemetryStreams.Between(Ven, seal.WindowStart, seal.At).Reverse())
            stored.AddRange(await session.Events.FetchStreamAsync(day));
        return [.. stored.Select(e => (e.Sequence, (TelemetrySampled)e.Data))];
    }

    private static byte[] Bytes(TelemetrySampled sample, double usedPowerKw) =>
        SampleFormat.Instance.Serialize(typeof(TelemetrySampled), sample with { UsedPowerKw = usedPowerKw });

    private string Json(BaselineSealed seal) => over.System.Store.Options.Serializer().ToJson(seal);

    /// <summary>Where a reading differs, in whole milliseconds of the seal's window as it keeps them.</summary>
    private static string At(BaselineSealed seal, DateTimeOffset at) =>
        $"baseline {Ven} at {seal.WindowStart.AddMilliseconds(Seal.OffsetMs(at, seal.WindowStart)):O}";

    private static string Text(double kw) => kw.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
