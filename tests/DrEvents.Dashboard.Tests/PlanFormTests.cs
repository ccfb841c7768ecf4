using System.Globalization;
using DrEvents.Contracts.Http;
using DrEvents.Dashboard.Planning;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.WebUtilities;

namespace DrEvents.Dashboard.Tests;

/// <summary>A plan as a link carries it, and times as people type them.</summary>
public class PlanFormTests
{
    private static readonly DateTimeOffset Now = Time("2026-07-01T12:34:00Z");
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void a_link_holds_the_whole_plan()
    {
        var plan = new PlanForm
        {
            Start = Time("2026-07-02T15:00:00Z"),
            HasEnd = true,
            End = Time("2026-07-02T17:30:00Z"),
            Kw = "12.5",
            Meant = Meant.Groups,
            Groups = ["north", "süd & west"],
            Priority = "5",
            Allocation = "equal",
            Control = "open",
            HoldOut = "10",
        };

        var read = Read(plan.Query());

        read.Query().ShouldBe(plan.Query());
        (read.Start, read.End, read.Kw, read.Priority, read.Allocation, read.Control, read.HoldOut).ShouldBe(
            (plan.Start, plan.End, plan.Kw, plan.Priority, plan.Allocation, plan.Control, plan.HoldOut)
        );
        read.Groups.ShouldBe(plan.Groups);
        read.Body(Now)["endTime"].ShouldBe(plan.End);
    }

    [Theory]
    [InlineData("start=now&minutes=30&kw=5", "start=now&minutes=30&kw=5")]
    [InlineData("kw=5&vens=ven-1,ven-2", "start=2026-07-01T14:00Z&minutes=60&kw=5&for=vens&vens=ven-1,ven-2")]
    [InlineData("start=nonsense&kw=abc&priority=x", "start=&minutes=60&kw=abc&priority=x")]
    [InlineData("", "start=2026-07-01T14:00Z&minutes=60&kw=")]
    public void what_a_link_does_not_say_is_as_ever(string link, string whole) => Read(link).Query().ShouldBe(whole);

    [Fact]
    public void what_is_no_number_goes_to_the_backend_as_it_was_typed()
    {
        var body = Read("kw=abc&priority=&holdOut=7.5&minutes=x").Body(Now);

        body["requestedReductionKw"].ShouldBe("abc");
        body["priority"].ShouldBeNull();
        body["holdOutPercent"].ShouldBe(7.5);
        body["endTime"].ShouldBeNull();
    }

    [Fact]
    public void a_copy_begins_at_the_same_time_of_the_day_the_next_time_that_there_is_one()
    {
        var past = new EventView
        {
            Id = "evt-00000001",
            Status = "completed",
            // 17:00 in Berlin in winter, when it is an hour earlier in UTC than in summer.
            StartTime = Time("2026-01-10T16:00:00Z"),
            EndTime = Time("2026-01-10T17:30:00Z"),
            RequestedReductionKw = 40,
            Allocation = "equal",
            Targets = new EventTargets(VenIds: ["ven-1"]),
        };

        var copy = PlanForm.Copy(past, Now, Berlin);

        copy.Start.ShouldBe(Time("2026-07-01T15:00:00Z"));
        copy.EndAt(Now).ShouldBe(Time("2026-07-01T16:30:00Z"));
        (copy.Kw, copy.Meant, copy.Allocation, copy.Control).ShouldBe(("40", Meant.Vens, "equal", "open"));
        PlanForm.Copy(past, Time("2026-07-01T15:00:01Z"), Berlin).Start.ShouldBe(Time("2026-07-02T15:00:00Z"));
    }

    [Fact]
    public void a_plan_for_some_of_a_programme_is_a_link_a_request_and_a_copy()
    {
        const string link = "start=2026-07-02T15:00Z&minutes=60&kw=5&for=programme&programme=summer&vens=ven-1,ven-2";
        var form = Read(link);

        form.Query().ShouldBe(link);
        var targets = (EventTargets)form.Body(Now)["targets"]!;
        (targets.Programme, targets.Groups).ShouldBe(("summer", null));
        targets.VenIds.ShouldBe(["ven-1", "ven-2"]);
        var asked = new EventView
        {
            Id = "evt-00000001",
            Status = "completed",
            StartTime = Now,
            EndTime = Now.AddHours(1),
            RequestedReductionKw = 5,
            Allocation = "weighted",
            Targets = new EventTargets(Programme: "summer"),
        };
        var copy = PlanForm.Copy(asked, Now, Berlin);
        (copy.Meant, copy.Programme).ShouldBe((Meant.Programme, "summer"));
    }

    [Theory]
    [InlineData("2026-07-01T17:00", "2026-07-01T15:00:00Z")]
    [InlineData("2026-12-01T17:00", "2026-12-01T16:00:00Z")]
    // The hour that there is not when clocks are put forward.
    [InlineData("2026-03-29T02:30", "2026-03-29T01:30:00Z")]
    // The hour that comes twice when they are put back.
    [InlineData("2026-10-25T02:30", "2026-10-25T00:30:00Z")]
    public void a_time_by_the_clock_on_the_wall(string wall, string at) =>
        WallClock.At(Berlin, DateTime.Parse(wall, CultureInfo.InvariantCulture)).ShouldBe(Time(at));

    [Theory]
    [InlineData("2026-11", "2026-10-26", 6)]
    [InlineData("2027-02", "2027-02-01", 4)]
    public void a_month_is_whole_weeks(string month, string first, int weeks)
    {
        var all = MonthDays.Weeks(MonthDays.Parse(month)!.Value, DayOfWeek.Monday);

        all[0][0].ShouldBe(DateOnly.Parse(first, CultureInfo.InvariantCulture));
        all.Count.ShouldBe(weeks);
        all.ShouldAllBe(w => w.Length == 7 && w[0].DayOfWeek == DayOfWeek.Monday);
    }

    [Theory]
    [InlineData("2026")]
    [InlineData("9999-12")]
    [InlineData(null)]
    public void what_is_no_month_is_none(string? month) => MonthDays.Parse(month).ShouldBeNull();

    [Fact]
    public async Task only_the_newest_is_done_and_one_at_a_time()
    {
        using var newest = new Newest(TimeSpan.FromMilliseconds(1));
        var (running, most, stopped, done) = (0, 0, new TaskCompletionSource(), new List<int>());
        var first = newest.DoAsync(
            async stop =>
            {
                most = Math.Max(most, ++running);
                stopped.SetResult();
                await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                running--;
                stop.ThrowIfCancellationRequested();
            },
            isAtOnce: true
        );
        await stopped.Task;
        var passedOver = newest.DoAsync(_ => Work(2));
        var last = newest.DoAsync(_ => Work(3));
        await Task.WhenAll(first, passedOver, last);

        done.ShouldBe([3]);
        most.ShouldBe(1);
        newest.IsBusy.ShouldBeFalse();

        Task Work(int number)
        {
            most = Math.Max(most, ++running);
            done.Add(number);
            running--;
            return Task.CompletedTask;
        }
    }

    private static PlanForm Read(string link) =>
        PlanForm.Read(QueryHelpers.ParseQuery(link).ToDictionary(q => q.Key, q => q.Value.ToString()), Now);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
