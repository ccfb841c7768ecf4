using System.Net;
using System.Text;
using System.Text.Json;
using DrEvents.Backend.Features.Settlement;
using DrEvents.Backend.Tests.Scenarios;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Proof;
using DrEvents.Mqtt;
using DrEvents.Proof;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Receipts;
using VenState = DrEvents.Backend.Features.Vens.Ven;

namespace DrEvents.Backend.Tests.Settlement;

/// <summary>A result is booked, and its owner finds the receipt on the VEN's page: backend, store, broker and VEN are real.</summary>
public sealed class ReceiptScenarios : IAsyncLifetime
{
    private const string DrEvent = "evt-0e0e0e01";
    private const string Own = "ven-home";
    private const string Old = "ven-old";

    private readonly SettlementFiles _files = new(SettlementFiles.ForAll);
    private readonly string _log = Path.Combine(Path.GetTempPath(), $"owner-{Guid.NewGuid():N}.db");
    private DrSystem _system = null!;
    private TestClient _listener = null!;
    private VenAgent _ven = null!;
    private HttpClient _page = null!;
    private VerifyingKey _key = null!;

    public async ValueTask InitializeAsync()
    {
        var broker = await TestBroker.StartAsync();
        _system = await DrSystem.StartAsync(broker, new BrokerAddress(TestBroker.Host, broker.Port), _files.Settings);
        _listener = _system.With(await TestClient.ConnectAsync(broker.Port, "listener"));
        await _listener.SubscribeAsync("ven/receipt/+");
        var pem = (await _system.GetAsync<ReceiptKeyView>("/api/receipt-key")).Pem;
        _key = VerifyingKey.Read(InputFile.Of("key.pem", pem));
        await StartAsync();
        // A generation of the field: it is there, and says nothing of receipts.
        await _listener.PublishAsync(
            Topics.Status(Old),
            new VenStatusMessage(Online: true, Capabilities: [VenCapabilities.Announcements]).ToUtf8()
        );
        await UntilAsync(Old, v => v is { Online: true, TakesAnnouncements: true });
    }

    [Fact]
    public async Task from_the_booking_to_the_owners_page_and_to_a_correction()
    {
        await IssuedResults.IssueAsync(_system.Store, DrEvent, [Own, Old], number: 1, kwh: 0.5);
        var first = (await LinesAsync(1))[0];
        (first.EventId, first.Result, first.EnergyKwh, first.Amount, first.Currency).ShouldBe((DrEvent, 1, 0.5, "0.13", "EUR"));
        (first.IsVerified, first.Corrects, first.CorrectedBy).ShouldBe((true, null, null));
        await TheFileIsTheBackendsOwnAndHoldsAsync(1);

        await WhatIsTamperedWithIsRefusedAsync();

        await WhileItIsAwayNothingIsLostAsync();
        await WhatItHasIsNotSentAgainAsync();
        await AResultThatIsNotBookedHasNoReceiptAsync();
        Heard.ShouldAllBe(topic => topic == Topics.Receipt(Own), "nobody is sent one who did not say that he takes it");
    }

    private async Task TheFileIsTheBackendsOwnAndHoldsAsync(int result)
    {
        var file = await _page.GetByteArrayAsync(new Uri($"api/receipts/{DrEvent}/{result}", UriKind.Relative));
        var asked = await _system.Host.Server.CreateClient().GetByteArrayAsync($"/api/events/{DrEvent}/vens/{Own}/receipt");
        file.ShouldBe(asked, "the same bytes");
        var read = ReceiptFile.Read(InputFile.Of("receipt.json", file));
        read.Problem(_key).ShouldBeNull();
        (read.Receipt.VenId, read.Receipt.ResultNumber).ShouldBe((Own, result));
    }

    private async Task WhatIsTamperedWithIsRefusedAsync()
    {
        var file = await _page.GetStringAsync(new Uri($"api/receipts/{DrEvent}/1", UriKind.Relative));
        await _listener.PublishAsync(Topics.Receipt(Own), Encoding.UTF8.GetBytes(file.Replace("0.13", "9.13", StringComparison.Ordinal)));
        await Eventually.HoldsAsync("it is refused and counted", async () => (await ViewAsync()).Refused == 1);
        (await ViewAsync()).Lines.ShouldHaveSingleItem().Amount.ShouldBe("0.13");
    }

    private async Task WhileItIsAwayNothingIsLostAsync()
    {
        await _ven.StopAsync();
        await UntilAsync(Own, v => !v.Online);
        await IssuedResults.IssueAsync(_system.Store, DrEvent, [Own, Old], number: 2, kwh: 0.4);
        await Eventually.HoldsAsync("it is booked", async () => (await BookingsAsync()).Count == 2);

        await StartAsync();

        var lines = await LinesAsync(2);
        (lines[0].Result, lines[0].Amount, lines[0].Corrects, lines[0].IsVerified).ShouldBe((2, "0.10", 1, true));
        (lines[1].Result, lines[1].CorrectedBy).ShouldBe((1, 2));
        await TheFileIsTheBackendsOwnAndHoldsAsync(2);
    }

    private async Task WhatItHasIsNotSentAgainAsync()
    {
        var before = HeardOf(1) + HeardOf(2);
        var session = (await StateAsync(Own))!.Session;
        await _ven.StopAsync();
        await StartAsync();
        await UntilAsync(Own, v => v.Session != session);
        await IssuedResults.IssueAsync(_system.Store, DrEvent, [Own, Old], number: 3, kwh: 0.3);
        await LinesAsync(3);
        // What is sent is sent in order, so that nothing else comes behind the third.
        (HeardOf(1) + HeardOf(2)).ShouldBe(before);
    }

    /// <summary>The money of the result before it would be on it.</summary>
    private async Task AResultThatIsNotBookedHasNoReceiptAsync()
    {
        await IssuedResults.IssueAsync(_system.Store, DrEvent, [Own, Old], number: 4, kwh: 0.2, provisional: "readings are missing");
        await Eventually.HoldsAsync("it was to be booked", async () => (await BookingsAsync()).Count == 4);

        using var answer = await _system.Host.Server.CreateClient().GetAsync($"/api/events/{DrEvent}/vens/{Own}/receipt");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(
            $"Result 4 of event {DrEvent} is not booked of VEN {Own}: what was booked of result 3 stands"
        );
        HeardOf(4).ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        _page.Dispose();
        await _ven.DisposeAsync();
        await _system.DisposeAsync();
        _files.Dispose();
        foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), Path.GetFileName(_log) + "*"))
            File.Delete(file);
    }

    private int HeardOf(int result) =>
        _listener.Messages.Count(m => m.Payload.Contains($"\"resultNumber\":{result},", StringComparison.Ordinal));

    private List<string> Heard =>
        [.. _listener.Messages.Select(m => m.Topic).Where(t => t.StartsWith("ven/receipt/", StringComparison.Ordinal))];

    private async Task StartAsync()
    {
        var options = new VenOptions(Own, new BrokerAddress(TestBroker.Host, _system.BrokerPort))
        {
            ReportInterval = TimeSpan.FromSeconds(1),
            WebPort = 0,
            LogFile = _log,
            ReceiptKeys = ReceiptKeys.Read(_key.ToPem()).Keys!,
        };
        _ven = new VenAgent(options, HomeLoads.Typical(1), TimeProvider.System);
        await _ven.StartAsync();
        _page?.Dispose();
        _page = new HttpClient { BaseAddress = _ven.PageAddress };
        await UntilAsync(Own, v => v.Online && v.Capabilities.Contains(VenCapabilities.Receipts));
    }

    private async Task UntilAsync(string venId, Predicate<VenState> isSo) =>
        await Eventually.HoldsAsync(
            $"{venId} is as it should be",
            async () => await StateAsync(venId) is { } ven && isSo(ven),
            withinS: 30
        );

    private async Task<VenState?> StateAsync(string venId)
    {
        await using var session = _system.Store.QuerySession();
        return await session.LoadAsync<VenState>(VenState.StreamOf(venId), TestContext.Current.CancellationToken);
    }

    private async Task<List<ResultBooked>> BookingsAsync()
    {
        await using var session = _system.Store.QuerySession();
        return await session.BookingsAsync(DrEvent, TestContext.Current.CancellationToken);
    }

    private async Task<List<Line>> LinesAsync(int count)
    {
        List<Line> lines = [];
        await Eventually.HoldsAsync(
            "the page has its receipts",
            async () => (lines = (await ViewAsync()).Lines).Count == count,
            withinS: 40
        );
        return lines;
    }

    private async Task<(List<Line> Lines, int Refused)> ViewAsync()
    {
        using var answer = await _page.GetAsync(new Uri("api/receipts", UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var view = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var lines = view.RootElement.GetProperty("receipts").Deserialize<List<Line>>(JsonSerializerOptions.Web)!;
        return (lines, view.RootElement.GetProperty("refused").GetInt32());
    }

    private sealed record Line(
        string EventId,
        int Result,
        double EnergyKwh,
        string? Amount,
        string? Currency,
        int? Corrects,
        int? CorrectedBy,
        bool IsVerified
    );
}
