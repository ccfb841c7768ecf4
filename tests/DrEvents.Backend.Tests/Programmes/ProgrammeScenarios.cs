using System.Net;
using System.Net.Http.Json;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Store;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Programmes;

/// <summary>Each test has programmes and VENs of its own.</summary>
public sealed class ProgrammeScenarios(BackendInTime backend) : IClassFixture<BackendInTime>
{
    private const double VenKw = 4;

    [Fact]
    public async Task an_event_of_a_programme_calls_its_vens_and_nobody_else()
    {
        await backend.ReportAsync(VenKw, "in-1", "in-2", "out-1");
        await OpenAsync("calls");
        await EnrolAsync("calls", "in-1", "in-2");

        var called = await CallAsync(kw: 100, new EventTargets(Programme: "calls"));

        await Eventually.HoldsAsync("its VENs are told", () => new[] { "in-1", "in-2" }.All(v => backend.SentTo(v).Count == 1));
        var detail = await backend.GetAsync<EventDetail>($"/api/events/{called}");
        detail.Vens.Select(v => v.VenId).Order().ShouldBe(["in-1", "in-2"]);
        detail.Targets!.Programme.ShouldBe("calls");
        backend.SentTo("out-1").ShouldBeEmpty();
    }

    [Fact]
    public async Task one_that_is_named_and_takes_no_part_is_skipped_with_why()
    {
        await backend.ReportAsync(VenKw, "member-1", "stranger-1");
        await OpenAsync("named");
        await EnrolAsync("named", "member-1");

        var called = await CallAsync(kw: 100, new EventTargets(["member-1", "stranger-1"], Programme: "named"));

        await Eventually.HoldsAsync("it is told", () => backend.SentTo("member-1").Count == 1);
        (await ReasonAsync(called, "stranger-1")).ShouldBe(SkipReasons.NotEnrolled);
    }

    [Fact]
    public async Task an_event_without_a_programme_calls_nobody_who_agreed_to_one_alone()
    {
        await backend.ReportAsync(VenKw, "agreed-1", "free-1");
        await OpenAsync("own");
        await EnrolAsync("own", "agreed-1");

        var called = await CallAsync(kw: 100, new EventTargets(["agreed-1", "free-1"]));

        await Eventually.HoldsAsync("the other is told", () => backend.SentTo("free-1").Count == 1);
        (await ReasonAsync(called, "agreed-1")).ShouldBe(SkipReasons.OfProgramme);
        backend.SentTo("agreed-1").ShouldBeEmpty();
    }

    [Fact]
    public async Task one_that_leaves_while_it_sheds_gets_its_power_back_at_once()
    {
        await backend.ReportAsync(VenKw, "leaves-1", "stays-1");
        await OpenAsync("leaving");
        await EnrolAsync("leaving", "leaves-1", "stays-1");
        await CallAsync(kw: 6, new EventTargets(Programme: "leaving"));
        await Eventually.HoldsAsync("it is told", () => backend.SentTo("leaves-1").Count == 1);
        await backend.ObeyAsync("leaves-1");

        var left = await ChangedAsync("leaving/leavings", new LeaveProgrammeRequest(["leaves-1"], "moved out"));

        (left.Changed, left.Failed).ShouldBe((1, 0));
        await Eventually.HoldsAsync("it is told to restore", () => backend.SentTo("leaves-1")[^1].Op == "restore");
        backend.SentTo("stays-1").ShouldAllBe(c => c.Op == "shedPanel");
    }

    [Fact]
    public async Task one_that_is_removed_leaves_and_who_registers_it_again_agreed_to_nothing()
    {
        await backend.ReportAsync(VenKw, "moved-1");
        await OpenAsync("moving");
        await EnrolAsync("moving", "moved-1");

        await backend.Http.DeleteAsync("/api/vens/moved-1");

        await Eventually.HoldsAsync(
            "it has left",
            async () => !(await backend.GetAsync<EnrolmentPage>("/api/programmes/moving/vens")).Vens.Single().IsIn
        );
    }

    [Fact]
    public async Task homes_of_a_programme_that_is_closed_may_be_called_by_others()
    {
        await backend.ReportAsync(VenKw, "freed-1");
        await OpenAsync("closing");
        await EnrolAsync("closing", "freed-1");
        (await CloseAsync("closing")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await CallAsync(kw: 4, new EventTargets(["freed-1"]));

        await Eventually.HoldsAsync("it is told", () => backend.SentTo("freed-1").Count == 1);
    }

    [Fact]
    public async Task consents_have_a_history()
    {
        await backend.ReportAsync(VenKw, "history-1");
        await OpenAsync("history");
        await ChangedAsync("history/enrolments", new EnrolVensRequest(["history-1"], "Anna Berg", "letter 12"));
        (await ChangedAsync("history/enrolments", new EnrolVensRequest(["history-1"], "Anna Berg"))).Unchanged.ShouldBe(1);
        await ChangedAsync("history/leavings", new LeaveProgrammeRequest(["history-1"], "withdrew it"));
        await ChangedAsync("history/enrolments", new EnrolVensRequest(["history-1"], "Bert Berg", "letter 40"));
        var outcome = await ChangedAsync("history/enrolments", new EnrolVensRequest(["history-1", "nobody-1"], "Bert Berg"));

        outcome.Vens.ShouldBe([new("history-1", "unchanged"), new("nobody-1", "notFound")]);
        var page = await backend.GetAsync<EnrolmentPage>("/api/programmes/history/vens");
        var ven = page.Vens.ShouldHaveSingleItem();
        (ven.VenId, ven.IsIn, page.Total).ShouldBe(("history-1", true, 1));
        ven.Times.Select(t => (t.ConsentBy, t.ConsentReference, t.Why))
            .ShouldBe([("Anna Berg", "letter 12", "withdrew it"), ("Bert Berg", "letter 40", null)]);
        (await backend.GetAsync<ProgrammeView>("/api/programmes/history")).Vens.ShouldBe(1);
    }

    [Fact]
    public async Task what_is_left_of_a_season_and_which_events_it_had_is_told()
    {
        await OpenAsync("season", new ProgrammeTerms(MaxEventsPerSeason: 2));
        var start = backend.Clock.GetUtcNow().AddMinutes(61);
        var request = new CreateEventRequest(start, start.AddMinutes(60), 1, Targets: new EventTargets(Programme: "season"));
        using var asked = await backend.Http.PostAsJsonAsync("/api/events", request);
        var id = (await asked.Content.ReadFromJsonAsync<EventView>())!.Id;

        var season = await backend.GetAsync<SeasonView>("/api/programmes/season/season");
        var events = await backend.GetAsync<EventView[]>("/api/events/history?programme=season");

        (season.Events, season.EventsMax, season.EventsLeft).ShouldBe((1, 2, 1));
        (season.From <= start && start < season.Until).ShouldBeTrue();
        events.Select(e => e.Id).ShouldBe([id]);
        (await backend.Http.DeleteAsync($"/api/events/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await backend.GetAsync<SeasonView>("/api/programmes/season/season")).EventsLeft.ShouldBe(2, "it was called off");
        (await backend.Http.GetAsync("/api/programmes/nothing/season")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await backend.Http.GetAsync("/api/events/history?programme=A!")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task a_ven_says_its_programmes_and_a_programme_finds_its_vens()
    {
        await backend.ReportAsync(VenKw, "found-1", "found-2", "other-1");
        await OpenAsync("finds");
        await EnrolAsync("finds", "found-1", "found-2", "other-1");
        await ChangedAsync("finds/leavings", new LeaveProgrammeRequest(["found-2"], "moved out"));

        (await FoundAsync("search=FOUND")).ShouldBe(["found-1", "found-2"]);
        (await FoundAsync("search=found&isIn=true")).ShouldBe(["found-1"]);
        (await FoundAsync("isIn=false")).ShouldBe(["found-2"]);
        (await FoundAsync("offset=1&limit=1")).ShouldBe(["found-2"]);
        var programme = (await backend.GetAsync<VenProgrammeView[]>("/api/vens/found-2/programmes")).ShouldHaveSingleItem();
        (programme.ProgrammeId, programme.IsOpen, programme.IsIn, programme.Times.Single().Why).ShouldBe(
            ("finds", true, false, "moved out")
        );
        (await backend.Http.GetAsync("/api/vens/nobody-2/programmes")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        async Task<IEnumerable<string>> FoundAsync(string query) =>
            (await backend.GetAsync<EnrolmentPage>("/api/programmes/finds/vens?" + query)).Vens.Select(v => v.VenId);
    }

    [Fact]
    public async Task what_a_programme_promises_keeps_events_from_being_called_or_moved()
    {
        await OpenAsync("promises", new ProgrammeTerms(NoticeMinutes: 60, MaxMinutesPerEvent: 90, MaxEventsPerSeason: 1));
        var start = backend.Clock.GetUtcNow().AddMinutes(61);

        (await RefusedAsync(start.AddMinutes(-10), 60)).ShouldContain("notice of programme promises: 60 min");
        (await RefusedAsync(start, 91)).ShouldContain("longer than programme promises allows: 90 min");
        var asked = await backend.Http.PostAsJsonAsync("/api/events", Request(start, 60));
        asked.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = (await asked.Content.ReadFromJsonAsync<EventView>())!.Id;
        (await RefusedAsync(start, 60)).ShouldContain("has had its 1 events of the season");

        (await ChangeAsync(id, new ChangeEventRequest(EndTime: start.AddMinutes(90)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ChangeAsync(id, new ChangeEventRequest(EndTime: start.AddMinutes(91)))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ChangeAsync(id, new ChangeEventRequest(start.AddMinutes(-30)))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var moved = await ChangeAsync(id, new ChangeEventRequest(Targets: new EventTargets(["promises-1"])));
        (await moved.Content.ReadAsStringAsync()).ShouldContain("an event stays in its programme");
        (await CloseAsync("promises")).StatusCode.ShouldBe(HttpStatusCode.Conflict, "an event is ahead");
        (await backend.Http.DeleteAsync($"/api/events/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await CloseAsync("promises")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await RefusedAsync(start, 60)).ShouldContain("a programme that is closed");
        (await CloseAsync("promises")).StatusCode.ShouldBe(HttpStatusCode.Conflict, "it is closed");

        async Task<string> RefusedAsync(DateTimeOffset at, int minutes)
        {
            var answer = await backend.Http.PostAsJsonAsync("/api/events", Request(at, minutes));
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            return await answer.Content.ReadAsStringAsync();
        }

        static CreateEventRequest Request(DateTimeOffset at, int minutes) =>
            new(at, at.AddMinutes(minutes), 1, Targets: new EventTargets(Programme: "promises"));
    }

    [Fact]
    public async Task of_many_who_ask_at_once_one_gets_the_last_event_of_a_season()
    {
        await OpenAsync("crowded", new ProgrammeTerms(MaxEventsPerSeason: 1));

        var asked = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => backend.Http.PostAsJsonAsync("/api/events", Ahead("crowded"))));

        asked.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        asked.Count(a => a.StatusCode == HttpStatusCode.BadRequest).ShouldBe(11);
        (await backend.GetAsync<SeasonView>("/api/programmes/crowded/season")).EventsLeft.ShouldBe(0);
    }

    [Fact]
    public async Task no_event_comes_while_its_programme_is_being_closed()
    {
        await OpenAsync("shutting");
        await using var closing = backend.Store.LightweightSession();
        await closing.LockStreamsAsync([Programme.StreamOf("shutting")], CancellationToken.None);

        var asked = backend.Http.PostAsJsonAsync("/api/events", Ahead("shutting"));
        (await Task.WhenAny(asked, Task.Delay(TimeSpan.FromSeconds(1)))).ShouldNotBe(asked, "it waits");
        closing.Events.Append(Programme.StreamOf("shutting"), new ProgrammeClosed("over", "test", backend.Clock.GetUtcNow()));
        await closing.SaveChangesAsync();

        (await asked).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await (await asked).Content.ReadAsStringAsync()).ShouldContain("a programme that is closed");
    }

    [Fact]
    public async Task events_that_are_moved_and_asked_for_at_once_do_not_lock_one_another_out()
    {
        await OpenAsync("moving-about", new ProgrammeTerms(MaxEventsPerSeason: 100));
        var events = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            using var made = await backend.Http.PostAsJsonAsync("/api/events", Ahead("moving-about"));
            events.Add((await made.Content.ReadFromJsonAsync<EventView>())!.Id);
        }

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 24)
                .Select(i =>
                    i % 2 == 0
                        ? backend.Http.PostAsJsonAsync("/api/events", Ahead("moving-about"))
                        : ChangeAsync(events[i % 4], new ChangeEventRequest(EndTime: backend.Clock.GetUtcNow().AddMinutes(150 + i)))
                )
        );

        answers.Select(a => a.StatusCode).Distinct().Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.Created]);
    }

    [Fact]
    public async Task homes_are_told_as_long_ahead_as_their_programme_promises()
    {
        await OpenAsync("two-days", new ProgrammeTerms(NoticeMinutes: 2 * 24 * 60));
        var start = DateTimeOffset.FromUnixTimeSeconds(backend.Clock.GetUtcNow().AddHours(72).ToUnixTimeSeconds());
        var request = new CreateEventRequest(start, start.AddHours(1), 1, Targets: new EventTargets(Programme: "two-days"));
        var preview = await backend.Http.PostAsJsonAsync("/api/events/preview", request);
        using var asked = await backend.Http.PostAsJsonAsync("/api/events", request);
        var id = (await asked.Content.ReadFromJsonAsync<EventView>())!.Id;

        (await preview.Content.ReadFromJsonAsync<EventPreview>())!.AnnounceAt.ShouldBe(InTime(start));
        (await AnnouncedAtAsync()).ShouldBe(InTime(start));
        (await ChangeAsync(id, new ChangeEventRequest(start.AddHours(2), start.AddHours(3)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await AnnouncedAtAsync()).ShouldBe(InTime(start.AddHours(2)));

        static DateTimeOffset InTime(DateTimeOffset begins) => begins.AddHours(-48).AddMinutes(-1);

        async Task<DateTimeOffset?> AnnouncedAtAsync()
        {
            await using var session = backend.Store.QuerySession();
            return (await session.LoadAsync<DrEvent>(id))!.AnnounceAt;
        }
    }

    [Fact]
    public async Task limits_of_the_programme_hold_beside_those_of_the_ven()
    {
        await backend.ReportAsync(VenKw, "capped-1");
        await OpenAsync("capped", new ProgrammeTerms(Limits: new HomeLimits(MaxKw: 1.5, MaxMinutesPerEvent: 10)));
        await EnrolAsync("capped", "capped-1");

        await CallAsync(kw: 100, new EventTargets(Programme: "capped"));

        await Eventually.HoldsAsync("it is told", () => backend.SentTo("capped-1").Count == 1);
        var told = backend.SentTo("capped-1")[0];
        told.RequestedReductionKw.ShouldBe(1.5);
        told.DurationS!.Value.ShouldBeLessThanOrEqualTo(600);
    }

    [Theory]
    [InlineData("""{"id":"Big","name":"x"}""", "id")]
    [InlineData("""{"id":"big"}""", "name")]
    [InlineData("""{"id":"big","name":"x","terms":{"noticeMinute":1}}""", "noticeMinute")]
    [InlineData("""{"id":"big","name":"x","terms":{"days":["mon"]}}""", "terms.timeZone")]
    public async Task what_is_wrong_with_a_programme_is_named(string body, string named)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var answer = await backend.Http.PostAsync("/api/programmes", content);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(named);
    }

    [Fact]
    public async Task what_is_not_there_is_said()
    {
        await OpenAsync("once");
        (await backend.Http.PostAsJsonAsync("/api/programmes", new OpenProgrammeRequest("once", "Again"))).StatusCode.ShouldBe(
            HttpStatusCode.Conflict
        );
        foreach (
            var (path, body) in new (string, object)[]
            {
                ("enrolments", new EnrolVensRequest(["a"], "b")),
                ("leavings", new LeaveProgrammeRequest(["a"], "b")),
            }
        )
            (await backend.Http.PostAsJsonAsync($"/api/programmes/none/{path}", body)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await backend.Http.GetAsync("/api/programmes/none")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await backend.Http.GetAsync("/api/programmes/none/vens")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var lacking = await backend.Http.PostAsJsonAsync("/api/programmes/once/enrolments", new EnrolVensRequest(["a"], " "));
        (await lacking.Content.ReadAsStringAsync()).ShouldContain("no home takes part without somebody's consent");
    }

    private CreateEventRequest Ahead(string programme)
    {
        var start = backend.Clock.GetUtcNow().AddMinutes(61);
        return new CreateEventRequest(start, start.AddMinutes(60), 1, Targets: new EventTargets(Programme: programme));
    }

    private async Task OpenAsync(string id, ProgrammeTerms? terms = null) =>
        (await backend.Http.PostAsJsonAsync("/api/programmes", new OpenProgrammeRequest(id, id, terms))).StatusCode.ShouldBe(
            HttpStatusCode.Created
        );

    private async Task EnrolAsync(string id, params string[] vens) =>
        (await ChangedAsync($"{id}/enrolments", new EnrolVensRequest(vens, "Anna Berg"))).Changed.ShouldBe(vens.Length);

    private async Task<EnrolmentsChanged> ChangedAsync(string path, object body)
    {
        var answer = await backend.Http.PostAsJsonAsync("/api/programmes/" + path, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<EnrolmentsChanged>())!;
    }

    private Task<HttpResponseMessage> CloseAsync(string id) =>
        backend.Http.PostAsJsonAsync($"/api/programmes/{id}/close", new CloseProgrammeRequest("over"));

    private Task<HttpResponseMessage> ChangeAsync(string id, ChangeEventRequest change) =>
        backend.Http.PatchAsJsonAsync($"/api/events/{id}", change);

    private async Task<string> CallAsync(double kw, EventTargets targets)
    {
        var request = new CreateEventRequest(
            EndTime: backend.Clock.GetUtcNow().AddHours(1),
            RequestedReductionKw: kw,
            Status: "active",
            Targets: targets
        );
        var answer = await backend.Http.PostAsJsonAsync("/api/events", request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<EventView>())!.Id;
    }

    private async Task<string?> ReasonAsync(string eventId, string venId)
    {
        string? reason = null;
        await Eventually.HoldsAsync(
            "it is skipped",
            async () =>
            {
                var part = (await backend.GetAsync<EventDetail>($"/api/events/{eventId}")).Vens.SingleOrDefault(v => v.VenId == venId);
                reason = part?.Reason;
                return part?.Status == "skipped";
            }
        );
        return reason;
    }
}
