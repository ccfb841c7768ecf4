using System.Net;
using System.Net.Http.Json;
using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Tests.Audit;
using DrEvents.Backend.Tests.Settlement;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Measurement.Audit;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Results;

/// <summary>
/// A spike in an event makes its result provisional, and it is not booked; somebody accepts it, and the result is made again and booked. What is odd in another
/// way later makes it provisional again. Auditors find the same, of each of the results.
/// </summary>
public sealed class AcceptedReadingsScenarios(SettledEvent settled) : IClassFixture<SettledEvent>
{
    private const string Reason = "a pump's start, seen on site";
    private static readonly string Ven = "mv-1";
    private MeasuredEvent Over => settled.Over;
    private DateTimeOffset LastSlot => Over.FirstSlot.AddMinutes(25);

    [Fact]
    public async Task from_the_flag_to_the_booking_and_the_audit()
    {
        await ASpikeIsProvisionalAndNotBookedAsync();
        await WhereNothingIsOddThereIsNothingToAcceptAsync();
        await SomebodyAcceptsItAsync();
        await TheResultIsMadeAgainAndBookedAsync();
        await AnAuditorFindsBothAsync();
        await WhatIsOddInAnotherWaySinceIsNotAcceptedAsync();
    }

    private async Task ASpikeIsProvisionalAndNotBookedAsync()
    {
        await Over.DeliverAsync(Reading(180, 2, ""","loads":[{"id":"ev","type":"ev","capacityKw":7,"currentPowerKw":1}]"""));
        await Over.DeliverAsync([
            .. Enumerable.Range(1, 5).Select(i => Reading(180 + 10 * i, 2 + i / 8.0)),
            Reading(240, 14),
            Reading(250, 2),
        ]);
        await Over.ReviewAsync();

        (await ProvisionalAsync()).ShouldNotBeNull().ShouldContain("odd readings (spike)");
        await BookedAsync(1);
        (await LinesAsync()).ShouldNotContain(l => l.VenId == Ven);
    }

    private async Task WhereNothingIsOddThereIsNothingToAcceptAsync()
    {
        var answer = await PostAsync(new(LastSlot.AddHours(-1), LastSlot, Reason));

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("no odd readings");
    }

    private async Task SomebodyAcceptsItAsync()
    {
        // The first result is due only after a while, and no review of it before that.
        Over.Backend.Clock.TurnTo(Over.End.AddMinutes(15));
        var answer = await PostAsync(new(LastSlot.AddMinutes(1), LastSlot.AddMinutes(2), $" {Reason} ", "M. Weber"));

        answer.EnsureSuccessStatusCode();
        var accepted = (await answer.Content.ReadFromJsonAsync<AcceptedReadingsView>())!;
        (accepted.Intervals, accepted.Flags.Single(), accepted.Reason, accepted.By).ShouldBe((1, "spike", Reason, "M. Weber"));
        var quality = await Over.Backend.GetAsync<VenQualityView>($"/api/vens/{Ven}/quality");
        quality.Accepted.ShouldNotBeNull().ShouldHaveSingleItem().From.ShouldBe(LastSlot.AddMinutes(1));
        quality.Totals.Flags.ShouldHaveSingleItem().Flag.ShouldBe("spike", "it stays flagged");
    }

    private async Task TheResultIsMadeAgainAndBookedAsync()
    {
        AskedReview? asked = null;
        await Eventually.HoldsAsync(
            "the result is to be made again",
            async () =>
            {
                await using var session = Over.Backend.Store.QuerySession();
                return (asked = await session.LoadAsync<AskedReview>(Over.Id)) is not null;
            }
        );
        await Over.Backend.CatchUpAsync();
        await using (var session = Over.Backend.Store.QuerySession())
        {
            var stored = (await session.AcceptedAsync([Ven], TestContext.Current.CancellationToken))[Ven].ShouldHaveSingleItem();
            asked!.Knows.ShouldBe(stored.Sequence);
            (await ResultIssuing.IsBehindAsync(session, Over.Id, TestContext.Current.CancellationToken)).ShouldBeFalse();
        }
        await Over.ReviewAsync();

        var result = await Over.Backend.GetAsync<EventResult>($"/api/events/{Over.Id}/result");
        (result.Result.Number, result.Result.Why, result.Result.Provisional).ShouldBe((2, "odd readings of 1 VEN were accepted", 0));
        result.Result.Difference!.Kwh.ShouldBe(0);
        var ven = result.Vens.Single(v => v.VenId == Ven);
        ven.Provisional.ShouldBeNull();
        var by = ven.Accepted.ShouldNotBeNull().ShouldHaveSingleItem();
        (by.Reason, by.By).ShouldBe((Reason, "M. Weber"));
        await BookedAsync(2);
        (await LinesAsync()).ShouldContain(l => l.VenId == Ven && l.Result == 2);
        (await Over.AskAsync()).Issued.ShouldBeFalse();
    }

    private async Task AnAuditorFindsBothAsync()
    {
        using (var first = Bundle.Of(await BundleAsync(1)))
        {
            first.Verdict().Problem.ShouldBeNull();
            first.Text(AuditPaths.Ven(Ven)).ShouldNotContain("accepted", Case.Sensitive, "it was not known then");
        }
        var zip = await BundleAsync(2);
        using (var second = Bundle.Of(zip))
        {
            second.Verdict().Problem.ShouldBeNull();
            second.Text(AuditPaths.Ven(Ven)).ShouldContain(Reason);
            second.Text(AuditPaths.Report).ShouldContain("M. Weber");
        }
        Named(t => t.Replace("M. Weber", "nobody"), "accepted[0].by is");
        Named(t => t.Replace("\"flags\": 2", "\"flags\": 4"), "provisional is \"the event rests on odd readings (spike)");

        void Named(Func<string, string> forge, string said)
        {
            using var bundle = Bundle.Of(zip);
            bundle.Forged(AuditPaths.Ven(Ven), forge).Verdict().Problem.ShouldNotBeNull().ShouldContain(said);
        }
    }

    private async Task WhatIsOddInAnotherWaySinceIsNotAcceptedAsync()
    {
        await Over.DeliverAsync(Reading(250, 3, ""","message_num":7"""));
        await Over.ReviewAsync();

        (await ProvisionalAsync()).ShouldNotBeNull().ShouldContain("two values of one time");
        var again = await PostAsync(new(LastSlot, LastSlot.AddMinutes(5), "both values were read"));
        again.EnsureSuccessStatusCode();
        await Over.Backend.CatchUpAsync();
        await Over.ReviewAsync();
        (await ProvisionalAsync()).ShouldBeNull();
        using var bundle = Bundle.Of(await Over.Backend.Http.GetByteArrayAsync($"/api/events/{Over.Id}/audit"));
        bundle.Verdict().Problem.ShouldBeNull();
    }

    [Theory]
    [InlineData("{}", "from", "to", "reason")]
    [InlineData("""{"from":"2026-01-02T00:00:00Z","to":"2026-01-01T00:00:00Z","reason":"x"}""", "from")]
    [InlineData("""{"from":"2026-01-02T00:00:00Z","to":"2026-01-02T00:00:00Z","reason":"x"}""", "from")]
    [InlineData("""{"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:01Z","reason":"x"}""", "from")]
    [InlineData("""{"from":"0001-01-01T00:00:00Z","to":"0001-01-01T00:05:00Z","reason":"x"}""", "from")]
    [InlineData("""{"from":"2099-01-01T00:00:00Z","to":"2099-01-02T00:00:00Z","reason":" ","by":" "}""", "to", "reason", "by")]
    [InlineData("""{"from":"soon","to":"2026-01-02T00:00:00Z","reason":"x"}""", "from")]
    public async Task what_cannot_be_accepted_is_refused_by_the_names_of_its_fields(string body, params string[] fields)
    {
        using var json = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var answer = await Over.Backend.Http.PostAsync($"/api/vens/{Ven}/readings/accept", json);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<Problem>())!.Errors.Keys.ShouldBe(fields, ignoreOrder: true);
    }

    [Fact]
    public async Task a_reason_has_two_hundred_characters_at_most_and_of_no_ven_there_is_none()
    {
        var day = Over.FirstSlot.AddDays(-3);
        var answer = await PostAsync(new(day, day.AddDays(1), new string('x', 201)));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<Problem>())!.Errors.Keys.ShouldBe(["reason"]);

        (await PostAsync(new(day, day.AddDays(1), "x"), "nobody")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private Task<HttpResponseMessage> PostAsync(AcceptReadingsRequest request, string? venId = null) =>
        Over.Backend.Http.PostAsJsonAsync($"/api/vens/{venId ?? Ven}/readings/accept", request);

    private async Task<string?> ProvisionalAsync() =>
        (await Over.Backend.GetAsync<EventResult>($"/api/events/{Over.Id}/result")).Vens.Single(v => v.VenId == Ven).Provisional;

    private Task<byte[]> BundleAsync(int number) => Over.Backend.Http.GetByteArrayAsync($"/api/events/{Over.Id}/audit?number={number}");

    private Task BookedAsync(int number) =>
        Eventually.HoldsAsync(
            $"result {number} is booked",
            async () =>
                await Over.Backend.Http.GetAsync($"/api/events/{Over.Id}/bookings") is { IsSuccessStatusCode: true } answer
                && (await answer.Content.ReadFromJsonAsync<BookingView[]>())!.Any(b => b.Number == number),
            withinS: 30
        );

    private async Task<IReadOnlyList<StatementLineView>> LinesAsync() =>
        (await Over.Backend.GetAsync<StatementView>("/api/statements?currency=EUR")).Lines;

    /// <summary>A reading so many seconds into the last five minutes of the event.</summary>
    private (string, string) Reading(int second, double kw, string more = "") =>
        (
            Topics.Telemetry(Ven),
            FormattableString.Invariant(
                $$"""{"timestamp":{{LastSlot.AddSeconds(second).ToUnixTimeMilliseconds()}},"usedPowerKw":{{kw}}{{more}}}"""
            )
        );

    private sealed record Problem(Dictionary<string, string[]> Errors);
}
