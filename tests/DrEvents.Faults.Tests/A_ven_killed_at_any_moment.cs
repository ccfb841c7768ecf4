using System.Globalization;
using System.Text.Json;
using DrEvents.Faults.Tests.Proof;
using DrEvents.Faults.Tests.Running;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven.Loads;

namespace DrEvents.Faults.Tests;

/// <summary>
/// The VEN agent is killed at random moments of its life, its start among them, while commands come in: each time its log verifies, it
/// comes back into what the log says, and in the end nothing is shed any more. <c>DREVENTS_FAULT_SEED</c> runs a seed again.
/// </summary>
[Collection(BusyTests.Name)]
public sealed class A_ven_killed_at_any_moment(ITestOutputHelper output)
{
    private const int Vens = 4;
    private const double KilledYoungShare = 0.25;
    private const double EventsOverWithinS = 30;

    private static readonly int KillsPerVen = 3 * KillMoments.Count;

    /// <summary>Of a life: a third of it is the start of the program.</summary>
    private static readonly TimeSpan LifeMax = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task comes_back_into_what_its_log_says_and_leaves_nobody_shed()
    {
        output.WriteLine($"seed {KillMoments.Seed}");
        var folder = Directory.CreateTempSubdirectory("drevents-killed-ven-");
        try
        {
            await using var broker = await TestBroker.StartAsync();
            await Task.WhenAll(Enumerable.Range(0, Vens).Select(number => LiveAsync(number, broker.Port, folder.FullName)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task LiveAsync(int number, int mqttPort, string folder)
    {
        var random = new Random(KillMoments.Seed + number);
        var venId = $"ven-killed-{number.ToString(CultureInfo.InvariantCulture)}";
        await using var ven = new KilledVen(venId, mqttPort, folder);
        await using var storm = await CommandStorm.StartAsync(venId, random.Next(), mqttPort);
        try
        {
            for (var kill = 1; kill <= KillsPerVen; kill++)
                await LiveAndDieAsync(ven, storm, random);
            await ven.StartAsync();
            await storm.StopAsync();
            await ven.StateIsTheReplayAsync();
            await Eventually.HoldsAsync("nobody is shed", async () => IsFree(await ven.LookAsync()), EventsOverWithinS);
            var folded = ven.LogVerifies();
            folded.ShouldBeGreaterThan(0, "the log was compacted meanwhile");
            output.WriteLine($"{venId}: {KillsPerVen} kills, {storm.Sent} commands, {folded} entries folded");
        }
        catch
        {
            output.WriteLine(ven.Output());
            throw;
        }
    }

    private static async Task LiveAndDieAsync(KilledVen ven, CommandStorm storm, Random random)
    {
        await ven.StartAsync();
        if (random.NextDouble() >= KilledYoungShare)
        {
            await storm.LullAsync(ven.StateIsTheReplayAsync);
            await Eventually.HoldsAsync("no reduction is past its end", async () => !IsPastItsEnd(await ven.LookAsync()));
        }
        // The moment of the kill is what is random here; nothing is waited for.
        await Task.Delay(LifeMax * random.NextDouble());
        await ven.KillAsync();
        ven.LogVerifies();
    }

    private static bool IsPastItsEnd(JsonElement page) =>
        page.TryGetProperty("shed", out var shed) && shed.GetProperty("until").GetDouble() < page.GetProperty("at").GetDouble();

    /// <summary>No reduction and no limit, and every load uses what it wants, but for a compressor that has to rest before it starts.</summary>
    private static bool IsFree(JsonElement page) =>
        !page.TryGetProperty("shed", out _)
        && page.GetProperty("announced").GetArrayLength() == 0
        && page.GetProperty("loads")
            .EnumerateArray()
            .All(load =>
                !VenPageState.IsHeld(load)
                && (
                    load.GetProperty("type").GetString() == LoadTypes.Hvac
                    || load.GetProperty("powerKw").GetDouble() >= load.GetProperty("wantedKw").GetDouble() - 0.001
                )
            );
}
