using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Tests.Store;

public sealed class StreamAppendsTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task streams_old_and_new_grow_by_their_events_in_their_order()
    {
        await AppendAsync(("grows/b", 1), ("grows/a", 2), ("grows/b", 3));
        await AppendAsync(("grows/c", 4), ("grows/b", 5), ("grows/a", 6), ("grows/b", 7));

        (await SecondsAsync("grows/a")).ShouldBe([(1, 2), (2, 6)]);
        (await SecondsAsync("grows/b")).ShouldBe([(1, 1), (2, 3), (3, 5), (4, 7)]);
        (await SecondsAsync("grows/c")).ShouldBe([(1, 4)]);
        await using var session = fixture.Store.QuerySession();
        (await session.Events.FetchStreamStateAsync("grows/b"))!.Version.ShouldBe(4);
    }

    [Fact]
    public async Task martens_own_appends_and_these_go_into_the_same_stream()
    {
        await AppendAsync(("mixed", 1));
        await using (var session = fixture.Store.LightweightSession())
        {
            session.Events.Append("mixed", new ReportIntervalChanged(2, Noon), new ReportIntervalChanged(3, Noon));
            await session.SaveChangesAsync();
        }
        await AppendAsync(("mixed", 4));

        (await SecondsAsync("mixed")).ShouldBe([(1, 1), (2, 2), (3, 3), (4, 4)]);
    }

    /// <summary>
    /// All but what has to differ: the names of the streams, ids, places among all events, and times. Marten also writes the name of the .NET type, which it
    /// does not read where the event's own name is known.
    /// </summary>
    [Fact]
    public async Task every_column_is_what_marten_itself_writes()
    {
        var sample = new TelemetrySampled(Noon, 1.5, 0.25, null, "evt-1a2b3c4d", null, 0.5, 7, [new LoadPower("ev", 1, 2)], ["late"], Noon);
        object[] ofVen = [new ReportIntervalChanged(5, Noon), new VenWentOnline("telemetry", Noon), new ReportIntervalChanged(6, Noon)];
        await using (var session = fixture.Store.LightweightSession())
        {
            session.Events.Append("ven/marten", ofVen);
            session.Events.Append("telemetry/marten/2026-11-01", sample, sample);
            await session.SaveChangesAsync();
        }
        await using (var session = fixture.Store.LightweightSession())
        {
            var appends = new StreamAppends();
            foreach (var e in ofVen)
                appends.Add("ven/own", e);
            appends.Add("telemetry/own/2026-11-01", sample);
            appends.Add("telemetry/own/2026-11-01", sample);
            await appends.AppendToAsync(session, default);
            await session.SaveChangesAsync();
        }

        foreach (var stream in new[] { "ven/{0}", "telemetry/{0}/2026-11-01" })
        {
            var (marten, own) = (string.Format(null, stream, "marten"), string.Format(null, stream, "own"));
            var byMarten = await RowsAsync("mt_events", "stream_id", marten, "seq_id", "id", "timestamp", "mt_dotnet_type");
            byMarten.ShouldNotBeEmpty();
            (await RowsAsync("mt_events", "stream_id", own, "seq_id", "id", "timestamp", "mt_dotnet_type")).ShouldBe(byMarten);
            (await RowsAsync("mt_streams", "id", own, "timestamp", "created")).ShouldBe(
                await RowsAsync("mt_streams", "id", marten, "timestamp", "created")
            );
        }
    }

    /// <summary>Rows of a table of Marten's as JSON, without these columns and without the stream's name.</summary>
    private async Task<List<string>> RowsAsync(string table, string key, string stream, params string[] without)
    {
        await using var session = fixture.Store.QuerySession();
        await using var command = new NpgsqlCommand(
            $"select (to_jsonb(t) - $2::text[])::text from {EventStore.Schema}.{table} t where {key} = $1 order by version"
        )
        {
            Parameters =
            {
                new() { Value = stream },
                new() { Value = (string[])[key, .. without] },
            },
        };
        await using var reader = await session.ExecuteReaderAsync(command, CancellationToken.None);
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    [Fact]
    public async Task transactions_side_by_side_lose_nothing_and_number_every_event_once()
    {
        const int Writers = 4;
        const int Rounds = 25;
        string[] streams = ["busy/1", "busy/2", "busy/3"];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Writers),
            new ParallelOptions { MaxDegreeOfParallelism = Writers },
            async (writer, _) =>
            {
                for (var round = 0; round < Rounds; round++)
                    await AppendAsync([.. streams.Select(s => (s, writer * Rounds + round))]);
            }
        );

        foreach (var stream in streams)
        {
            var events = await SecondsAsync(stream);
            events.Select(e => e.Version).ShouldBe(Enumerable.Range(1, Writers * Rounds).Select(v => (long)v));
            events.Select(e => e.Seconds).Order().ShouldBe(Enumerable.Range(0, Writers * Rounds));
        }
    }

    [Fact]
    public async Task an_archived_stream_is_refused_and_nothing_of_the_batch_is_stored()
    {
        await AppendAsync(("closed", 1));
        await using (var session = fixture.Store.LightweightSession())
        {
            session.Events.ArchiveStream("closed");
            await session.SaveChangesAsync();
        }

        var e = await Should.ThrowAsync<Exception>(() => AppendAsync(("beside", 1), ("closed", 2)));

        e.ToString().ShouldContain("version");
        (await SecondsAsync("beside")).ShouldBeEmpty();
    }

    [Fact]
    public async Task the_projections_are_woken_at_the_commit()
    {
        await using var listener = new NpgsqlConnection(fixture.ConnectionString);
        await listener.OpenAsync();
        await using (var listen = new NpgsqlCommand("listen mt_events_appended", listener))
            await listen.ExecuteNonQueryAsync();

        await AppendAsync(("wakes", 1));

        (await listener.WaitAsync(TimeSpan.FromSeconds(15))).ShouldBeTrue();
    }

    [Fact]
    public async Task what_is_stored_in_binary_and_what_is_stored_as_json_go_together()
    {
        var sample = new TelemetrySampled(Noon, 1.5, null, null, null, null, null, 7, null, null, Noon);
        await using (var session = fixture.Store.LightweightSession())
        {
            var appends = new StreamAppends();
            appends.Add("both", sample);
            appends.Add("both", new ReportIntervalChanged(9, Noon));
            await appends.AppendToAsync(session, default);
            await session.SaveChangesAsync();
        }

        await using var query = fixture.Store.QuerySession();
        (await query.Events.FetchStreamAsync("both")).Select(e => e.Data).ShouldBe([sample, new ReportIntervalChanged(9, Noon)]);
    }

    private async Task AppendAsync(params (string Stream, int Seconds)[] events)
    {
        await using var session = fixture.Store.LightweightSession();
        var appends = new StreamAppends();
        foreach (var (stream, seconds) in events)
            appends.Add(stream, new ReportIntervalChanged(seconds, Noon));
        await appends.AppendToAsync(session, default);
        await session.SaveChangesAsync();
    }

    private async Task<List<(long Version, int Seconds)>> SecondsAsync(string stream)
    {
        await using var session = fixture.Store.QuerySession();
        var events = await session.Events.FetchStreamAsync(stream);
        return [.. events.Select(e => (e.Version, ((ReportIntervalChanged)e.Data).Seconds))];
    }
}
