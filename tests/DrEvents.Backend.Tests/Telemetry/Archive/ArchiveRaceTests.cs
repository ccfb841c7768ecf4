using System.Text;
using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Store;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Npgsql;

namespace DrEvents.Backend.Tests.Telemetry.Archive;

/// <summary>Days are closed and opened while others read and write them.</summary>
[Collection(typeof(BackendCollection))]
public sealed class ArchiveRaceTests(BackendFixture backend)
{
    private static readonly string Range = PastDay.Range(0, 24) + "&limit=5000";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task whoever_reads_a_day_while_it_is_closed_and_put_back_reads_all_of_it()
    {
        const int Rounds = 15;
        var stream = PastDay.Stream("race-1");
        await backend.DeliverAsync([.. Enumerable.Range(0, 1_200).Select(i => Sample("race-1", i * 10))]);
        await backend.CatchUpAsync();
        var before = await TextAsync("race-1");
        var (reads, isOver) = (0, false);

        var reading = Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                (await TextAsync("race-1")).ShouldBe(before);
                reads++;
            }
        });
        for (var i = 0; i < Rounds && !reading.IsCompleted; i++)
        {
            var step = await DayClosing.StepAsync(backend.Store, stream, Now, default);
            step.ShouldNotBeNull();
            step.Value.Samples.ShouldBe(1_200);
            await backend.Store.ReopenAsync(stream, DayContent.Rows, default);
        }
        Volatile.Write(ref isOver, true);

        await reading;
        reads.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task samples_that_come_while_their_day_is_closed_are_all_kept_and_each_once()
    {
        var stream = PastDay.Stream("race-2");
        await backend.DeliverAsync(Sample("race-2", 0));
        var (closed, isOver) = (0, false);

        var closing = Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver))
                closed += await DayClosing.StepAsync(backend.Store, stream, Now, default) is { IsClosed: true } ? 1 : 0;
        });
        for (var i = 1; i <= 40; i++)
            await backend.DeliverAsync(Sample("race-2", i), Sample("race-2", i - 1), Sample("race-2", i));
        Volatile.Write(ref isOver, true);
        await closing;

        closed.ShouldBeGreaterThan(1);
        (await GetAsync("race-2"))
            .Samples.Select(s => (s.Timestamp - PastDay.Noon).TotalSeconds)
            .Reverse()
            .ShouldBe(Enumerable.Range(0, 41).Select(i => (double)i));
    }

    [Fact]
    public async Task a_sample_that_waits_for_the_closing_of_its_day_opens_it_again()
    {
        var stream = PastDay.Stream("race-3");
        await backend.DeliverAsync(Sample("race-3", 0));
        await using var closing = backend.Store.Storage.Database.CreateConnection();
        await closing.OpenAsync();
        await using var transaction = await closing.BeginTransactionAsync();
        await ExecuteAsync($"select 1 from drevents.mt_streams where id = '{stream}' for update");

        var delivery = backend.DeliverAsync(Sample("race-3", 1));
        await Eventually.HoldsAsync(
            "the sample waits",
            async () => await ExecuteAsync("select count(*) from pg_locks where not granted and locktype = 'transactionid'") is > 0L
        );
        await ExecuteAsync($"update drevents.mt_streams set is_archived = true where id = '{stream}'");
        await transaction.CommitAsync();
        await delivery;

        (await GetAsync("race-3")).Samples.Select(s => s.UsedPowerKw).ShouldBe([1, 0]);

        async Task<object?> ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, closing);
            return await command.ExecuteScalarAsync();
        }
    }

    private async Task<TelemetryPage> GetAsync(string venId) =>
        (await backend.Host.Scenario(s => s.Get.Url($"/api/vens/{venId}/telemetry?{Range}"))).ReadAsJson<TelemetryPage>()!;

    private async Task<string> TextAsync(string venId) =>
        await (await backend.Host.Scenario(s => s.Get.Url($"/api/vens/{venId}/telemetry?{Range}"))).ReadAsTextAsync();

    private static (string Topic, string Payload) Sample(string venId, double atS)
    {
        var sample = new TelemetrySample
        {
            VenId = venId,
            At = PastDay.Noon.AddSeconds(atS),
            UsedPowerKw = atS,
        };
        return (Topics.Telemetry(venId), Encoding.UTF8.GetString(sample.ToUtf8()));
    }
}
