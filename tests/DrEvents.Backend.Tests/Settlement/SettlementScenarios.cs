using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using DrEvents.Backend.Features.Settlement;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Proof;
using DrEvents.Measurement.Settlement;
using DrEvents.Proof;
using DrEvents.Testing;
using Marten;
using NodaTime;

namespace DrEvents.Backend.Tests.Settlement;

/// <summary>A result is booked once, a later one with its differences; statements and receipts say what was booked.</summary>
public sealed class SettlementScenarios(SettledEvent settled) : IClassFixture<SettledEvent>
{
    private static readonly string[] WithResult = ["mv-1", "mv-2", "mv-3"];

    [Fact]
    public async Task from_the_first_result_to_a_correction()
    {
        await WhileThereIsNoResultAsync();
        await OneSaysThatItTakesReceiptsAsync();
        await AResultIsBookedOnceAsync();
        await StatementsOfAllFormsAgreeAsync(lines: 3);
        var first = await ReceiptsHoldAsync();
        await ItIsSentWhatCanBeAskedForAsync();
        await OneSaysThatItTakesReceiptsAsync();
        await ALateReadingIsACorrectionAsync();
        await ItIsSentWhatCanBeAskedForAsync();
        await StatementsOfAllFormsAgreeAsync(lines: 4);
        await OtherPeriodsVensAndCurrenciesAreNotOnItAsync();
        (await ReceiptAsync("mv-2")).ShouldNotBe(first);
        await MadeAnewTheReadModelIsTheSameAsync();
        await AskedForAgainNothingIsBookedAsync();
    }

    private async Task WhileThereIsNoResultAsync()
    {
        await SaysAsync(HttpStatusCode.NotFound, Path("vens/mv-1/receipt"), "has no result yet");
        await SaysAsync(HttpStatusCode.NotFound, Path("bookings"), "has no result yet");
        var asked = await settled.Over.Backend.Http.PostAsync(Path("bookings"), null);
        asked.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await StatementAsync()).Lines.ShouldBeEmpty();
    }

    /// <summary>Its clock was turned, so that it may have been declared silent meanwhile.</summary>
    private Task OneSaysThatItTakesReceiptsAsync() =>
        settled.Over.Backend.DeliverAsync(
            (Topics.Status("mv-2"), """{"status":"online","report_interval_seconds":60,"capabilities":["receipt"]}""")
        );

    private async Task ItIsSentWhatCanBeAskedForAsync()
    {
        var asked = Encoding.UTF8.GetString(await ReceiptAsync("mv-2"));
        await Eventually.HoldsAsync(
            "it is sent",
            () => settled.Over.Backend.Broker.Published.Contains((Topics.Receipt("mv-2"), asked)),
            withinS: 30
        );
        settled
            .Over.Backend.Broker.Published.Select(p => p.Topic)
            .Where(t => Topics.Parse(t).Kind == TopicKind.Receipt)
            .ShouldAllBe(t => t == Topics.Receipt("mv-2"), "the others have not said that they take any");
    }

    private async Task AResultIsBookedOnceAsync()
    {
        await settled.Over.ReviewAsync();
        await BookedAsync(1);

        var again = new BookResult(settled.Over.Id, 1);
        await Task.WhenAll(settled.Over.Backend.InvokeAsync(again), settled.Over.Backend.InvokeAsync(again));

        var only = (await BookingsAsync()).ShouldHaveSingleItem();
        (only.Number, only.Lines, only.Unchanged, only.WithoutTerms, only.Refused).ShouldBe((1, 3, 0, 0, 0));
        (await VersionAsync()).ShouldBe(2, "a page of lines, and what they come to");
        var statement = await StatementAsync();
        statement.Lines.Select(l => l.VenId).ShouldBe(WithResult);
        foreach (var line in statement.Lines)
        {
            (line.EventId, line.Result, line.Supersedes).ShouldBe((settled.Over.Id, 1, null));
            (line.QuantityKwh, line.Amount).ShouldBe(Expected(line.VenId));
        }
        only.Totals.ShouldBe([new BookedTotalView("EUR", Text(statement.TotalKwh), Text(statement.TotalAmount))]);
        var stored = (await settled.Over.Backend.GetAsync<StoredEventsPage>(Path("stored?limit=500"))).Items;
        stored.Single(i => i.Type == nameof(ResultBooked)).Text.ShouldStartWith("result 1 booked: 3 lines, ");
        stored.ShouldNotContain(i => i.Type == nameof(LinesBooked));
    }

    private async Task StatementsOfAllFormsAgreeAsync(int lines)
    {
        var json = await StatementAsync();
        json.Lines.Count.ShouldBe(lines);

        var csv = StatementCsv.Read(InputFile.Of("s.csv", await BytesAsync("format=csv", "text/csv")));

        csv.ShouldBe(json.Lines);
        var parquet = await ParquetLines.ReadAsync(await BytesAsync("format=parquet", "application/vnd.apache.parquet"));
        parquet.ShouldBe(json.Lines);
        // What they add up to is what the newest result alone comes to.
        json.ByVen.Select(v => v.VenId).ShouldBe(WithResult);
        json.ByVen.Select(v => (v.QuantityKwh, v.Amount)).ShouldBe(WithResult.Select(Expected));
    }

    private async Task<byte[]> ReceiptsHoldAsync()
    {
        var key = await settled.Over.Backend.GetAsync<ReceiptKeyView>("/api/receipt-key");
        var verifying = VerifyingKey.Read(InputFile.Of("key.pem", key.Pem));
        verifying.Id.ShouldBe(key.KeyId);
        File.ReadAllText(settled.Files.Key).ShouldStartWith("-----BEGIN PRIVATE KEY-----");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(settled.Files.Key).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var bytes = await ReceiptAsync("mv-2");

        (await ReceiptAsync("mv-2")).ShouldBe(bytes, "the same result, the same bytes");
        var read = ReceiptFile.Read(InputFile.Of("receipt.json", bytes));
        read.Problem(verifying).ShouldBeNull();
        var result = (await settled.Over.Backend.GetAsync<VenResultPage>(Path("result/vens?venId=mv-2"))).Vens[0];
        (read.Receipt.VenId, read.Receipt.EventId, read.Receipt.ResultNumber).ShouldBe(("mv-2", settled.Over.Id, 1));
        (read.Receipt.Method, read.Receipt.EnergyKwh, read.Receipt.Provisional).ShouldBe((result.Profile, result.SignedKwh!.Value, null));
        read.Receipt.Money.ShouldBe(ReceiptMoney.Of(Expected("mv-2").Amount, "EUR"));
        for (var i = 0; i < bytes.Length; i++)
            ShouldNotHold(bytes, i, verifying);
        await SaysAsync(HttpStatusCode.NotFound, Path("vens/mv-4/receipt"), "VEN mv-4 is not in result 1");
        await SaysAsync(HttpStatusCode.NotFound, Path("vens/nobody/receipt"), "VEN nobody is not in result 1");
        return bytes;
    }

    private async Task ALateReadingIsACorrectionAsync()
    {
        var before = await StatementAsync();
        settled.Over.Backend.Clock.Turn(1);
        await settled.Over.DeliverAsync(settled.Over.Two.Reading(settled.Over.FirstSlot.AddMinutes(10), minute: 3, kw: 4.5));
        await settled.Over.ReviewAsync();
        await BookedAsync(2);

        var newest = (await BookingsAsync())[0];
        (newest.Number, newest.Lines, newest.Unchanged, newest.Refused).ShouldBe((2, 1, 2, 0));
        var after = await StatementAsync();
        var correction = after.Lines.Except(before.Lines).ShouldHaveSingleItem();
        (correction.VenId, correction.Result, correction.Supersedes).ShouldBe(("mv-2", 2, 1));
        correction.QuantityKwh.ShouldBeLessThan(0);
        after.Lines.Intersect(before.Lines).ShouldBe(before.Lines, "what was booked is as it was");
        // A result that comes late is not booked behind a newer one.
        await settled.Over.Backend.InvokeAsync(new BookResult(settled.Over.Id, 1));
        (await BookingsAsync()).Length.ShouldBe(2);
        ReceiptFile
            .Read(InputFile.Of("r", await ReceiptAsync("mv-2")))
            .Receipt.Money.ShouldBe(ReceiptMoney.Of(Expected("mv-2").Amount, "EUR"));
    }

    private async Task OtherPeriodsVensAndCurrenciesAreNotOnItAsync()
    {
        var bookings = await BookingsAsync();
        (await StatementAsync($"venId=mv-2")).Lines.Count.ShouldBe(2);
        (await StatementAsync($"venId=mv-2&until={Time(bookings[0].BookedAt)}")).Lines.ShouldHaveSingleItem().Result.ShouldBe(1);
        (await StatementAsync($"from={Time(bookings[0].BookedAt)}")).Lines.ShouldHaveSingleItem().Result.ShouldBe(2);
        (await StatementAsync("", currency: "GBP")).Lines.ShouldBeEmpty();
    }

    private async Task MadeAnewTheReadModelIsTheSameAsync()
    {
        var before = await BytesAsync("format=csv", "text/csv");
        await using (var session = settled.Over.Backend.Store.LightweightSession())
        {
            session.DeleteWhere<BookedLine>(l => l.VenId == "mv-1");
            await session.SaveChangesAsync();
        }
        (await BytesAsync("format=csv", "text/csv")).ShouldNotBe(before);

        using (var daemon = await settled.Over.Backend.Store.BuildProjectionDaemonAsync())
            await daemon.RebuildProjectionAsync(BookedLineProjection.ProjectionName, CancellationToken.None);

        (await BytesAsync("format=csv", "text/csv")).ShouldBe(before);
    }

    private async Task AskedForAgainNothingIsBookedAsync()
    {
        var answer = await settled.Over.Backend.Http.PostAsync(Path("bookings"), null);

        var asked = (await answer.Content.ReadFromJsonAsync<BookingAsked>())!;
        (asked.Booked, asked.Newest.Number).ShouldBe((false, 2));
        (await BookingsAsync()).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("currency=euro", "currency")]
    [InlineData("", "currency")]
    [InlineData("currency=EUR&from=x&until=y", "from", "until")]
    [InlineData("currency=EUR&until=2099-01-01T00:00:00Z", "until")]
    [InlineData("currency=EUR&from=2024-01-01T00:00:00Z&until=2025-06-01T00:00:00Z", "from")]
    [InlineData("currency=EUR&from=2024-01-02T00:00:00Z&until=2024-01-02T00:00:00Z", "from")]
    [InlineData("currency=EUR&format=xlsx&venId=a/b", "format", "venId")]
    [InlineData("currency=EUR&venId=%ED%A0%80", "venId")]
    public async Task bad_input_is_refused_by_the_names_of_its_fields(string query, params string[] fields)
    {
        var answer = await settled.Over.Backend.Http.GetAsync($"/api/statements?{query}");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<Problem>())!.Errors.Keys.ShouldBe(fields, ignoreOrder: true);
    }

    private static void ShouldNotHold(byte[] bytes, int at, VerifyingKey key)
    {
        var changed = bytes.ToArray();
        changed[at] ^= 1;
        try
        {
            var read = ReceiptFile.Read(InputFile.Of("receipt.json", changed));
            if (read.Problem(key) is null)
                // Between the members there are spaces, which say nothing.
                read.Receipt.ShouldBe(ReceiptFile.Read(InputFile.Of("receipt.json", bytes)).Receipt);
        }
        catch (BadFileException)
        {
            // It is no receipt any more.
        }
    }

    /// <summary>What the engine says of the readings, by the terms.</summary>
    private (decimal QuantityKwh, decimal Amount) Expected(string venId)
    {
        var over = settled.Over;
        var (ven, profile) = venId switch
        {
            "mv-1" => (over.One, "caiso-10-in-10"),
            "mv-2" => (over.Two, "caiso-10-in-10"),
            _ => (over.Young, "pre-event-mean"),
        };
        DateOnly[] days =
            venId == "mv-1" ? [DateOnly.FromDateTime(over.Start.AddDays(-Results.MeasuredEvent.OtherEventDaysAgo).UtcDateTime)] : [];
        var signed = ven.Of(profile, over.Start, over.End, days).SignedReductionKw;
        var terms = TermsFile.Read(InputFile.At(settled.Files.Terms)).Find(venId == "mv-1" ? "one" : "others")!;
        var minutes = (decimal)(over.End - over.Start).TotalMinutes;
        var kw = TermsIntervals.Of(signed, 5, terms.IntervalMinutes, minutes).Kw!;
        var (start, end) = (Instant.FromDateTimeOffset(over.Start), Instant.FromDateTimeOffset(over.End));
        var kwh = Booking.QuantityKwh(terms, new SettledResult(venId, over.Id, 1, start, end, kw)).Kwh!.Value;
        return (kwh, Booking.Amount(terms, kwh));
    }

    private Task BookedAsync(int number) =>
        Eventually.HoldsAsync(
            $"result {number} is booked",
            async () =>
                (await settled.Over.Backend.Http.GetAsync(Path("bookings"))).IsSuccessStatusCode
                && (await BookingsAsync())[0].Number == number
        );

    private Task<BookingView[]> BookingsAsync() => settled.Over.Backend.GetAsync<BookingView[]>(Path("bookings"));

    private async Task<Statement> StatementAsync(string query = "", string currency = "EUR")
    {
        var bytes = await BytesAsync($"format=json&{query}", "application/json", currency);
        return StatementJson.Read(InputFile.Of("statement.json", bytes));
    }

    private async Task<byte[]> BytesAsync(string query, string mediaType, string currency = "EUR")
    {
        HttpResponseMessage answer = null!;
        // A busy machine's read model may be behind for longer than an answer waits, which then says to ask again.
        await Eventually.HoldsAsync(
            "the statement is there",
            async () =>
            {
                answer = await settled.Over.Backend.Http.GetAsync($"/api/statements?currency={currency}&{query}");
                return answer.StatusCode != HttpStatusCode.ServiceUnavailable;
            }
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(mediaType);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private Task<byte[]> ReceiptAsync(string venId) => settled.Over.Backend.Http.GetByteArrayAsync(Path($"vens/{venId}/receipt"));

    private async Task SaysAsync(HttpStatusCode status, string path, string text)
    {
        var answer = await settled.Over.Backend.Http.GetAsync(path);
        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(text);
    }

    private async Task<long> VersionAsync()
    {
        await using var session = settled.Over.Backend.Store.QuerySession();
        return (await session.Events.FetchStreamStateAsync(ResultBooked.StreamOf(settled.Over.Id)))!.Version;
    }

    private string Path(string rest) => $"/api/events/{settled.Over.Id}/{rest}";

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null);

    private sealed record Problem(Dictionary<string, string[]> Errors);
}
