using System.Net;
using System.Net.Http.Json;
using DrEvents.Backend.Tests.Hosting;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Why;

/// <summary>How an event went over time, out of what is stored.</summary>
public sealed class CourseScenarios(BackendInTime backend) : IClassFixture<BackendInTime>
{
    private static readonly string[] Vens = ["course-1", "course-2"];

    [Fact]
    public async Task a_course_says_what_was_asked_measured_claimed_and_used()
    {
        var before = backend.Clock.GetUtcNow();
        // Half an hour of 5 kW each.
        await TellAsync(usedKw: 5, claimedKw: 0, Enumerable.Range(0, 180).Select(n => before.AddSeconds(-1800 + n * 10)));
        await backend.ReportAsync(4, Vens);
        var id = await StartAsync();
        var began = (await backend.UntilAsync(id, "it runs", e => e.ActivatedAt is not null)).ActivatedAt!.Value;
        foreach (var venId in Vens)
        {
            await Eventually.HoldsAsync($"{venId} is told", () => backend.SentTo(venId).Count > 0);
            await backend.ObeyAsync(venId);
        }
        await backend.UntilAsync(
            id,
            "both shed, by sealed baselines",
            e => e.Vens.Count(v => v is { Status: "shedding", Verified: true }) == 2
        );
        backend.Clock.Turn(181);
        await TellAsync(usedKw: 1, claimedKw: 3, Enumerable.Range(1, 18).Select(n => began.AddSeconds(n * 10)));
        (
            await backend.Http.PatchAsJsonAsync($"/api/events/{id}", new ChangeEventRequest(RequestedReductionKw: 7))
        ).EnsureSuccessStatusCode();

        EventCourse course = null!;
        await Eventually.HoldsAsync(
            "all readings are in it",
            async () =>
                (course = await backend.GetAsync<EventCourse>($"/api/events/{id}/course")).Points is { Count: >= 3 } points
                && points.Skip(1).SkipLast(1).All(p => p.Vens == 2)
        );

        (course.EventId, course.GranularitySeconds).ShouldBe((id, 60));
        course.Requests.Select(r => r.Kw).ShouldBe([6, 7]);
        course.Points[0].Start.ShouldBe(began, TimeSpan.FromSeconds(1));
        course.Points.Zip(course.Points.Skip(1)).ShouldAllBe(p => p.First.End == p.Second.Start);
        foreach (var point in course.Points.Skip(1).SkipLast(1))
        {
            (point.MeasuredKw, point.ClaimedKw, point.UsedKw, point.BaselineKw).ShouldBe((8, 6, 2, 10));
            point.ErrorKw.ShouldBeInRange(0, 2);
        }

        // Five minutes are those that are explained; of what is over they do not move.
        (await backend.Http.PostAsJsonAsync($"/api/events/{id}/stop", new StopEventRequest(AtOnce: true))).EnsureSuccessStatusCode();
        await backend.UntilAsync(id, "it is over", e => e.EndedAt is not null);
        var whole = await backend.GetAsync<EventCourse>($"/api/events/{id}/course?granularity=5m");
        var why = await backend.GetAsync<WhyView>($"/api/events/{id}/why");
        whole.GranularitySeconds.ShouldBe(300);
        whole.Points.Select(p => (p.Start, p.End, p.MeasuredKw)).ShouldBe(why.Intervals.Select(i => (i.Start, i.End, i.MeasuredKw)));
    }

    [Fact]
    public async Task an_event_that_has_not_begun_has_a_request_and_no_course()
    {
        var start = backend.Clock.GetUtcNow().AddHours(1);
        var created = await backend.Http.PostAsJsonAsync("/api/events", new CreateEventRequest(start, start.AddHours(1), 3));
        var id = (await created.Content.ReadFromJsonAsync<EventView>())!.Id;

        var course = await backend.GetAsync<EventCourse>($"/api/events/{id}/course");

        course.Points.ShouldBeEmpty();
        course.Requests.ShouldHaveSingleItem().Kw.ShouldBe(3);
        var answer = await backend.Http.GetAsync($"/api/events/{id}/course?granularity=7m");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"granularity\"");
        (await backend.Http.GetAsync("/api/events/evt-00000000/course")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<string> StartAsync()
    {
        var end = backend.Clock.GetUtcNow().AddHours(1);
        var request = new CreateEventRequest(null, end, 6, "active", Targets: new EventTargets(Vens), Control: "open");
        var answer = await backend.Http.PostAsJsonAsync("/api/events", request);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<EventView>())!.Id;
    }

    private Task TellAsync(double usedKw, double claimedKw, IEnumerable<DateTimeOffset> times) =>
        backend.DeliverAsync([
            .. times.SelectMany(
                _ => Vens,
                (at, venId) =>
                    (
                        Topics.Telemetry(venId),
                        FormattableString.Invariant(
                            $$"""{"timestamp":{{at.ToUnixTimeMilliseconds()}},"usedPowerKw":{{usedKw}},"shedPowerKw":{{claimedKw}},"loads":[{"id":"ev","currentPowerKw":{{usedKw}},"shedCapabilityKw":4}]}"""
                        )
                    )
            ),
        ]);
}
