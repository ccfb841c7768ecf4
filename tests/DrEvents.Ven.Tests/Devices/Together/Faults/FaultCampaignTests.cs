using System.Globalization;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>
/// Whatever goes wrong with any device, in whatever order: limits hold, ends come, the page is true, and nobody else suffers. A few dozen faults
/// by default; <c>DREVENTS_DEVICE_FAULTS=1000</c> tries so many, <c>DREVENTS_FAULT_SEED=17</c> begins with another seed.
/// </summary>
public sealed class FaultCampaignTests(ITestOutputHelper output)
{
    private const int FaultsByDefault = 24;

    /// <summary>Lives wait ten times as long as they reckon; beside other tests fewer are led.</summary>
    private static int AtOnce => Faults > FaultsByDefault ? 28 : 2;

    private static readonly int Faults = Number("DREVENTS_DEVICE_FAULTS") ?? FaultsByDefault;
    private static readonly int FirstSeed = Number("DREVENTS_FAULT_SEED") ?? 1;

    [Fact]
    public async Task Whatever_goes_wrong_limits_hold_ends_come_the_page_is_true_and_nobody_else_suffers()
    {
        Assert.SkipWhen(MosquittoBroker.Program is null, "mosquitto is not installed.");
        await using var broker = await MosquittoBroker.StartNewAsync(settings: "set_tcp_nodelay true");
        var seeds = Enumerable.Range(FirstSeed, (Faults + FaultyLife.FaultsOfALife - 1) / FaultyLife.FaultsOfALife);
        var failed = new List<string>();
        await Parallel.ForEachAsync(
            seeds,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (seed, _) =>
            {
                // A campaign takes the homes in turn; beside other tests the first is enough.
                var life = new FaultyLife(seed, Faults > FaultsByDefault ? (seed - 1) % FaultyLife.Homes : 0);
                try
                {
                    await life.LiveAsync(broker.Port);
                    output.WriteLine($"seed {seed}: all held");
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    output.WriteLine($"{e.Message}\n{life.Story}");
                    lock (failed)
                        failed.Add($"{e.Message}\n{life.Story}");
                }
            }
        );
        output.WriteLine($"{Faults} faults from seed {FirstSeed} on");
        failed.ShouldBeEmpty();
    }

    private static int? Number(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
