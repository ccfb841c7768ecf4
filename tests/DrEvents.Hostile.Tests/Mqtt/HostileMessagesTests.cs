using System.Diagnostics;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Hostile.Tests.Mqtt;

/// <summary>
/// 70,000 messages over a broker's sockets, in waves: each wave is over when the store holds what the wave comes to. Memory is the
/// process's resident memory after the first waves, in which code is compiled and pools are filled, against that after the last.
/// </summary>
[Collection(Attacks.Name)]
public sealed class HostileMessagesTests(BackendUnderAttack attacked, ITestOutputHelper output) : IClassFixture<BackendUnderAttack>
{
    private const int Seed = 20261124;
    private const int Messages = 70_000;
    private const int WaveMessages = 5_000;
    private const int WavesToWarmUp = 3;
    private const int GoodPerWave = 500;
    private const int Connections = 4;
    private const int InFlight = 64;
    private const string Events = EventStore.Schema + ".mt_events";

    [Fact]
    public async Task seventy_thousand_hostile_messages_harm_nothing_and_the_good_ones_among_them_count_once()
    {
        output.WriteLine($"seed {Seed}");
        var watch = Stopwatch.StartNew();
        var begin = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
        var ledger = new Ledger();
        var good = new HashSet<string>();
        var warmMb = 0.0;
        var clients = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => TestClient.ConnectAsync(attacked.Broker.Port)));

        for (var wave = 0; wave < Messages / WaveMessages; wave++)
        {
            var random = new Random(Seed + wave);
            var samples = GoodSamples.Of(wave * GoodPerWave, GoodPerWave, begin, random).ToList();
            Message[] messages =
            [
                .. samples.Select(s => s.Message),
                .. Enumerable.Range(0, WaveMessages - samples.Count).Select(_ => HostileMessages.Next(random)),
            ];
            random.Shuffle(messages);
            foreach (var message in messages)
                ledger.Add(message);
            good.UnionWith(samples.Select(s => s.Identity));

            await PublishAsync(clients, messages);
            await IsStoredAsync(ledger);
            if (wave + 1 == WavesToWarmUp)
                warmMb = attacked.Backend.ResidentMb();
        }

        var lastMb = attacked.Backend.ResidentMb();
        foreach (var client in clients)
        {
            client.IsConnected.ShouldBeTrue();
            await client.DisposeAsync();
        }
        output.WriteLine(
            $"{Messages} messages in {watch.Elapsed.TotalSeconds:0} s: {ledger.Samples.Count} samples, {ledger.DeadLetters} dead letters, "
                + $"{ledger.Acks} acknowledgements of nothing; {warmMb:0} MB after warm-up, {lastMb:0} MB at the end"
        );
        (await GoodInStoreAsync()).Order(StringComparer.Ordinal).ShouldBe(good.Order(StringComparer.Ordinal));
        (lastMb - warmMb).ShouldBeLessThan(BackendUnderAttack.GrowthMbMax);
        await attacked.IsUnharmedAsync();
    }

    private static Task PublishAsync(TestClient[] clients, Message[] messages) =>
        Parallel.ForEachAsync(
            messages.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = InFlight },
            async (m, _) => await clients[m.Index % clients.Length].PublishAsync(m.Item.Topic, m.Item.Payload)
        );

    /// <summary>
    /// Samples count exactly once. A letter or an acknowledgement of nothing that the broker delivers again, as it may after a broken
    /// connection, is recorded again.
    /// </summary>
    private async Task IsStoredAsync(Ledger ledger)
    {
        var stored = (Samples: 0L, DeadLetters: 0L, Acks: 0L);
        var expected = (Samples: (long)ledger.Samples.Count, DeadLetters: (long)ledger.DeadLetters, Acks: (long)ledger.Acks);
        try
        {
            await Eventually.HoldsAsync("the store holds the wave", IsThereAsync, withinS: 60);
        }
        catch (TimeoutException e)
        {
            var reasons = await attacked.AskAsync(
                $"select data->>'reason' from {EventStore.Schema}.mt_doc_deadletter group by 1 order by count(*) limit 20",
                row => row.GetString(0)
            );
            throw new TimeoutException(
                $"{expected} samples, dead letters and acknowledgements were sent, {stored} are stored; the rarest reasons of letters: "
                    + string.Join(" | ", reasons),
                e
            );
        }

        async Task<bool> IsThereAsync()
        {
            stored = await CountAsync();
            return stored.Samples == expected.Samples && stored.DeadLetters >= expected.DeadLetters && stored.Acks >= expected.Acks;
        }
    }

    private async Task<(long Samples, long DeadLetters, long Acks)> CountAsync() =>
        (
            await attacked.CountAsync($"select count(*) from {Events} where type = 'telemetry_sampled'"),
            // Letters are numbered one by one, and only the newest need be there.
            await attacked.CountAsync($"select coalesce(max(id), 0) from {EventStore.Schema}.mt_doc_deadletter"),
            await attacked.CountAsync($"select count(*) from {Events} where type = 'ack_unmatched'")
        );

    private Task<IReadOnlyList<string>> GoodInStoreAsync() =>
        attacked.AskAsync(
            $"""
            select split_part(stream_id, '/', 2), bdata from {Events}
            where type = 'telemetry_sampled' and stream_id like 'telemetry/{GoodSamples.Prefix}%'
            """,
            row =>
            {
                var sample = (TelemetrySampled)SampleFormat.Instance.Deserialize(typeof(TelemetrySampled), row.GetFieldValue<byte[]>(1));
                return GoodSamples.IdentityOf(row.GetString(0), sample.At, sample.MessageNum);
            }
        );
}
