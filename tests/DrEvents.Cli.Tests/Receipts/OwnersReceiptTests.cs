using DrEvents.Cli.Tests.Mqtt;
using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Mqtt;
using DrEvents.Measurement.Proof;
using DrEvents.Mqtt;
using DrEvents.Testing;
using DrEvents.Ven;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Receipts;
using NodaTime;

namespace DrEvents.Cli.Tests.Receipts;

/// <summary>The file that an owner downloads at the VEN's page is one that <c>receipt verify</c> takes.</summary>
public sealed class OwnersReceiptTests : IDisposable
{
    private const string VenId = "ven-5f1c77aa";
    private const string EventId = "evt-1a2b3c4d";

    private static readonly SigningKey Key = SigningKey.New();

    private readonly TestShell _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("owner").FullName;

    [Fact]
    public async Task what_was_downloaded_at_the_page_holds_and_what_was_changed_since_does_not()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var broker = await TestBroker.Start();
        var options = new VenOptions(VenId, new BrokerAddress("127.0.0.1", broker.Port))
        {
            WebPort = 0,
            ReceiptKeys = ReceiptKeys.Read(Key.Public.ToPem()).Keys!,
        };
        await using var ven = new VenAgent(options, HomeLoads.Typical(1), TimeProvider.System);
        await ven.StartAsync();
        await Eventually.HoldsAsync("it is connected", () => ven.IsConnected);
        var receipt = new Receipt(VenId, EventId, 1, "caiso-10-in-10", 1, 2, 2, new("0.50", "EUR"), Instant.FromUtc(2026, 7, 15, 16, 20));
        await broker.Publish(Topics.Receipt(VenId), receipt.SignedBy(Key));
        using var page = new HttpClient { BaseAddress = ven.PageAddress };
        var path = new Uri($"api/receipts/{EventId}/1", UriKind.Relative);
        await Eventually.HoldsAsync("it is on the page", async () => (await page.GetAsync(path, cancellation)).IsSuccessStatusCode);

        var (file, key) = (Path.Combine(_folder, "receipt.json"), Path.Combine(_folder, "key.pem"));
        await File.WriteAllBytesAsync(file, await page.GetByteArrayAsync(path, cancellation), cancellation);
        await File.WriteAllTextAsync(key, Key.Public.ToPem(), cancellation);

        (await _shell.Run("receipt", "verify", file, "--key", key)).ShouldBe(ExitCode.Done, _shell.Error.ToString());
        _shell.Rows.ShouldContain("Money 0.50 EUR");

        await File.WriteAllTextAsync(
            file,
            (await File.ReadAllTextAsync(file, cancellation)).Replace("0.50", "0.90", StringComparison.Ordinal),
            cancellation
        );
        (await _shell.Run("receipt", "verify", file, "--key", key)).ShouldBe(ExitCode.NotHeld);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
