using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using JasperFx.Events;
using Npgsql;

namespace DrEvents.Backend.Tests.Telemetry.Archive;

/// <summary>What an operator does who rebuilds the read models of days that are in the archive.</summary>
public sealed class ReopenRebuildTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const string Events = "drevents.mt_events t order by seq_id";
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string _intervals = fixture.TableOf<VenInterval>() + " t order by id";
    private readonly string _live = fixture.TableOf<VenLive>() + " t order by id";

    [Fact]
    public async Task days_are_closed_put_back_and_rebuilt_to_the_same_bytes()
    {
        await AppendAsync(Noon, 300);
        await AppendAsync(Noon.AddDays(1), 20);
        await RebuildAsync();
        var before = await TextsAsync();
        string[] streams = ["telemetry/ven-1/2026-11-01", "telemetry/ven-1/2026-11-02"];
        (await DayClosing.StepAsync(fixture.Store, streams[0], Noon, default))!.Value.IsClosed.ShouldBeTrue();
        await AppendLateAsync(Noon.AddHours(5));
        await RebuildProgressAsync();
        foreach (var stream in streams)
            (await DayClosing.StepAsync(fixture.Store, stream, Noon, default))!.Value.IsClosed.ShouldBeTrue();
        (await TextAsync(Events)).ShouldBeEmpty();
        (await TextAsync(_intervals)).ShouldBe(before[1], "the read models stay");

        foreach (var stream in streams)
            await fixture.Store.ReopenAsync(stream, DayContent.Rows, default);

        var rows = (await TextAsync(Events)).Split('\n');
        string.Join('\n', rows[..^1]).ShouldBe(before[0]);
        rows.Length.ShouldBe(321);
        await fixture.ExecuteAsync("delete from drevents.mt_events where version = 301");
        await RebuildAsync();
        (await TextsAsync()).ShouldBe(before);
    }

    private async Task<string[]> TextsAsync() => [await TextAsync(Events), await TextAsync(_intervals), await TextAsync(_live)];

    private async Task RebuildAsync()
    {
        await fixture.RebuildAsync(LiveProjection.ProjectionName);
        await fixture.RebuildAsync(AcknowledgementProjection.ProjectionName);
    }

    /// <summary>As if both projections had passed the newest event.</summary>
    private Task RebuildProgressAsync() =>
        fixture.ExecuteAsync(
            "update drevents.mt_event_progression set last_seq_id = (select max(seq_id) from drevents.mt_events) where name like '%:All'"
        );

    private async Task AppendAsync(DateTimeOffset from, int count) =>
        await AppendAsync([.. Enumerable.Range(0, count).Select(i => from.AddSeconds(i * 10))]);

    private Task AppendLateAsync(DateTimeOffset at) => AppendAsync([at], reopen: true);

    private async Task AppendAsync(DateTimeOffset[] times, bool reopen = false)
    {
        await using var session = fixture.Store.LightweightSession();
        await session.BeginTransactionAsync(default);
        var appends = new StreamAppends();
        foreach (var at in times)
        {
            var loads = new[] { new LoadPower("ev", at.Second * 0.1, null) };
            var sample = new TelemetrySampled(at, at.Minute * 0.1, 0, null, null, null, null, null, loads, null, at.AddMilliseconds(50));
            appends.Add(
                TelemetryStreams.Of("ven-1", at),
                new Event<TelemetrySampled>(sample) { Id = TelemetryStreams.SampleId("ven-1", at, null) }
            );
        }
        if (reopen)
            await session.OpenStreamsAsync([.. times.Select(at => TelemetryStreams.Of("ven-1", at)).Distinct()], default);
        await appends.AppendToAsync(session, default);
        await session.SaveChangesAsync();
    }

    private async Task<string> TextAsync(string table)
    {
        await using var connection = new NpgsqlConnection(fixture.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select t::text from {table}", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return string.Join('\n', rows);
    }
}
