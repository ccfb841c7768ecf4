using System.Net;
using DrEvents.Contracts.Http;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Pages;
using DrEvents.Dashboard.Parts;
using DrEvents.Testing;
using Microsoft.AspNetCore.Components.QuickGrid;

namespace DrEvents.Dashboard.Tests.Rendering;

/// <summary>What pages show when answers come late, in another order, or not at all.</summary>
public sealed class ReadingTests
{
    /// <summary>Sooner than anything is read again by itself.</summary>
    private const double AtOnceS = 3;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);
    private static readonly DateTimeOffset At = new(2026, 7, 1, 17, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task an_answer_to_a_filter_that_was_chosen_before_does_not_take_the_place_of_the_newer_ones()
    {
        var older = Later();
        await using var page = await Rendered.OpenAsync<Events>(
            "events?status=active",
            path =>
                path.Contains("status=active") ? older.Task
                : path.Contains("status=completed") ? Now(new[] { Event("evt-00000002", "completed") })
                : null
        );

        await page.GoAsync("events?status=completed");
        await ShowsAsync(page, "evt-00000002");
        older.SetResult(new[] { Event("evt-00000001", "active") });
        await Task.Delay(Moment, TestContext.Current.CancellationToken);

        (await page.HtmlAsync()).ShouldContain("evt-00000002");
        (await page.HtmlAsync()).ShouldNotContain("evt-00000001");
    }

    [Fact]
    public async Task what_is_asked_for_while_something_is_read_is_read_after_it_at_once()
    {
        var first = Later();
        var letters = new DeadLetterPage(2, 2, [Letter(1), Letter(2)]);
        var asked = 0;
        await using var page = await Rendered.OpenAsync<DeadLetterList>(
            "system/letters?letter=1",
            path =>
                !path.StartsWith("/api/dead-letters", StringComparison.Ordinal) ? null
                : Interlocked.Increment(ref asked) == 1 ? first.Task
                : Now(letters)
        );

        await page.GoAsync("system/letters?letter=2");
        first.SetResult(letters);

        await ShowsAsync(page, "topic-2</dd>");
    }

    [Fact]
    public async Task what_was_used_is_shown_without_a_forecast_and_why_there_is_none_is_said()
    {
        await using var page = await Rendered.OpenAsync<FleetCourse>(
            "",
            path =>
                path.StartsWith("/api/stats/network/history", StringComparison.Ordinal) ? Now(new HistoryView([new HistoryPoint(At, 5, 1)]))
                : path.StartsWith("/api/stats/network/baseline", StringComparison.Ordinal) ? Now(Baseline(kw: 7))
                : path.StartsWith("/api/forecast", StringComparison.Ordinal) ? Now(HttpStatusCode.ServiceUnavailable)
                : null
        );

        await ShowsAsync(page, "class=\"plot\"");
        var html = await page.HtmlAsync();
        html.ShouldContain("5.0 kW");
        html.ShouldContain("its baseline says 7.0 kW");
        html.ShouldContain("503 ServiceUnavailable");
    }

    [Fact]
    public async Task a_statement_that_could_not_be_read_is_read_again_by_itself()
    {
        var asked = 0;
        await using var page = await Rendered.OpenAsync<Statements>(
            "statements",
            path =>
                path.StartsWith("/api/terms", StringComparison.Ordinal) ? Now(HttpStatusCode.NotFound)
                : Interlocked.Increment(ref asked) == 1 ? Now(HttpStatusCode.ServiceUnavailable)
                : Now(new StatementView(At, At.AddDays(1), "EUR", [], [], "12.5", "3.75"))
        );
        await ShowsAsync(page, "503 ServiceUnavailable");

        await Eventually.HoldsAsync(
            "it shows what was read then",
            async () => (await page.HtmlAsync()).Contains("3.75 EUR", StringComparison.Ordinal)
        );

        (await page.HtmlAsync()).ShouldNotContain("503");
    }

    [Fact]
    public async Task rows_that_were_asked_for_by_an_older_filter_are_not_kept_for_the_newer_one()
    {
        var older = new TaskCompletionSource<(IReadOnlyList<string>, int)>();
        var answers = new Queue<Task<(IReadOnlyList<string>, int)>>([
            older.Task,
            Task.FromResult<(IReadOnlyList<string>, int)>((["new"], 1)),
            Task.FromException<(IReadOnlyList<string>, int)>(
                new BackendException(null, "away", new Dictionary<string, IReadOnlyList<string>>())
            ),
        ]);
        var rows = new GridRows<string>((_, _, _) => answers.Dequeue(), () => { });
        var first = rows.ReadAsync(Request());
        rows.Clear();
        await rows.ReadAsync(Request());

        older.SetResult((["old"], 5));
        await first;

        (rows.Total, (await rows.ReadAsync(Request())).Items).ShouldSatisfyAllConditions(
            known => known.Total.ShouldBe(1),
            known => known.Items.ShouldBe(["new"])
        );

        static GridItemsProviderRequest<string> Request() => new() { StartIndex = 0, Count = 1 };
    }

    private static async Task ShowsAsync(Rendered page, string what) =>
        await Eventually.HoldsAsync(
            $"it shows {what}",
            async () => (await page.HtmlAsync()).Contains(what, StringComparison.Ordinal),
            AtOnceS
        );

    private static TaskCompletionSource<object> Later() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Task<object> Now(object answer) => Task.FromResult(answer);

    private static FleetBaselineView Baseline(double kw) =>
        new(At, At.AddMinutes(5), "UTC", At, [new FleetBaselinePoint(At, new ForecastBand(kw, kw, kw))], null, 1, []);

    private static DeadLetterView Letter(long id) => new(id, $"topic-{id}", "no JSON", At, 3, "YWJj", "abc");

    private static EventView Event(string id, string status) =>
        new()
        {
            Id = id,
            Status = status,
            StartTime = At,
            EndTime = At.AddHours(1),
            RequestedReductionKw = 5,
            Allocation = "weighted",
            CreatedAt = At,
        };
}
