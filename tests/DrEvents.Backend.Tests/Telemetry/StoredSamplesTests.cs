using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using Npgsql;

namespace DrEvents.Backend.Tests.Telemetry;

public sealed class StoredSamplesTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const int MoreThanAPage = 1_300;
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task a_range_longer_than_a_page_is_read_whole_in_the_order_of_time()
    {
        await StoreAsync("long", [.. Enumerable.Range(0, MoreThanAPage).Select(n => Noon.AddSeconds(n % 2 == 0 ? n : -n))]);

        await using var session = fixture.Store.QuerySession();
        var samples = await SampleReader.BetweenAsync(
            session,
            "long",
            new TimeRange(Noon.AddSeconds(-99), Noon.AddSeconds(1_200)),
            default
        );

        samples
            .Select(s => s.At)
            .ShouldBe(Enumerable.Range(-99, 1_299).Where(n => (n >= 0) == (n % 2 == 0)).Select(n => Noon.AddSeconds(n)));
    }

    [Fact]
    public async Task the_newest_are_few_and_the_count_is_that_of_the_range()
    {
        await StoreAsync("newest", [.. Enumerable.Range(0, MoreThanAPage).Select(n => Noon.AddSeconds(n * 7 % MoreThanAPage))]);

        await using var session = fixture.Store.QuerySession();
        var range = new TimeRange(Noon.AddSeconds(10), Noon.AddHours(1));
        var (samples, total) = await SampleReader.NewestAsync(session, "newest", range, 3, _ => 2, default);

        total.ShouldBe(2 * (MoreThanAPage - 10));
        samples.Select(s => s.At).ShouldBe([Noon.AddSeconds(1_299), Noon.AddSeconds(1_298), Noon.AddSeconds(1_297)]);
    }

    [Fact]
    public async Task samples_that_were_stored_as_json_are_read_beside_those_in_binary()
    {
        await StoreAsync("old", [Noon, Noon.AddSeconds(5)]);
        await using (var connection = new NpgsqlConnection(fixture.ConnectionString))
        {
            await connection.OpenAsync();
            await using var asOnceStored = new NpgsqlCommand(
                $$"""
                update {{EventStore.Schema}}.mt_events set bdata = null, data = '{"at": "2026-11-01T12:00:00+00:00", "usedPowerKw": 4.5,
                    "shedPowerKw": 1, "loads": [{"id": "ev", "kw": 2.5}], "flags": ["late"], "receivedAt": "2026-11-01T12:05:00+00:00"}'
                where stream_id = 'telemetry/old/2026-11-01' and version = 1
                """,
                connection
            );
            (await asOnceStored.ExecuteNonQueryAsync()).ShouldBe(1);
        }

        await using var session = fixture.Store.QuerySession();
        var own = await SampleReader.BetweenAsync(session, "old", new TimeRange(Noon, Noon.AddMinutes(1)), default);
        var martens = await session.Events.FetchStreamAsync("telemetry/old/2026-11-01");

        own.Select(s => s.UsedPowerKw).ShouldBe([4.5, 1]);
        own[0].Loads.ShouldHaveSingleItem().ShouldBe(new LoadPower("ev", 2.5, null));
        own[0].Flags.ShouldBe([SampleFlags.Late]);
        martens.Select(e => ((TelemetrySampled)e.Data).UsedPowerKw).ShouldBe([4.5, 1]);
    }

    private async Task StoreAsync(string venId, DateTimeOffset[] times)
    {
        await using var session = fixture.Store.LightweightSession();
        var appends = new StreamAppends();
        for (var i = 0; i < times.Length; i++)
            appends.Add(
                TelemetryStreams.Of(venId, times[i]),
                new TelemetrySampled(times[i], i, null, null, null, null, null, null, null, null, times[i])
            );
        await appends.AppendToAsync(session, default);
        await session.SaveChangesAsync();
    }
}
