using DrEvents.Contracts.Http;
using DrEvents.Dashboard.Parts;
using DrEvents.Dashboard.Viewing;
using Microsoft.Extensions.Options;

namespace DrEvents.Dashboard.Tests;

/// <summary>What an operator asks to be changed of an event.</summary>
public sealed class EventChangeFormTests
{
    private static readonly DateTimeOffset At = new(2026, 7, 1, 17, 0, 0, TimeSpan.Zero);
    private static readonly EventView Found = new()
    {
        Id = "evt-00000001",
        Status = "active",
        StartTime = At,
        EndTime = At.AddHours(1),
        RequestedReductionKw = 6,
        Priority = 100,
        Allocation = "weighted",
        Control = "closed",
        CreatedAt = At,
    };

    private readonly Viewer _viewer = new(Options.Create(new DashboardOptions()), TimeProvider.System);
    private readonly Dictionary<string, string> _wrong = [];
    private readonly EventChangeForm _form = new();

    public EventChangeFormTests()
    {
        _viewer.Choose(new Choices(null, "Europe/Berlin", null));
        _form.Fill(Found, _viewer);
    }

    [Fact]
    public void nothing_is_asked_for_that_was_left_as_it_was_found()
    {
        Read().ShouldBe(new ChangeEventRequest());
        _form.Kw = "6.0";
        Read().ShouldBe(new ChangeEventRequest());
    }

    [Theory]
    [InlineData("2026-07-01T20:30", 90)]
    [InlineData("2026-07-01T20:30:15", 90.25)]
    public void a_later_end_leaves_alone_what_another_operator_changed_meanwhile(string end, double minutes)
    {
        _form.End = end;
        Read().ShouldBe(new ChangeEventRequest(EndTime: At.AddMinutes(minutes)));
    }

    [Fact]
    public void what_differs_is_asked_for()
    {
        (_form.Start, _form.Kw, _form.Priority, _form.Control) = ("2026-07-01T19:05", "4.5", "0", "open");
        Read(isScheduled: true).ShouldBe(new ChangeEventRequest(At.AddMinutes(5), null, 4.5, 0, Control: "open"));
        Read(isScheduled: false).StartTime.ShouldBeNull("it has begun meanwhile");
        _wrong.ShouldBeEmpty();
    }

    [Fact]
    public void what_cannot_be_read_is_named()
    {
        (_form.End, _form.Kw, _form.Priority) = ("", "much", "1.5");
        Read();
        _wrong.ShouldBe(
            new Dictionary<string, string>
            {
                ["endTime"] = "NotTime",
                ["requestedReductionKw"] = "NotNumber",
                ["priority"] = "NotWhole",
            },
            ignoreOrder: true
        );
    }

    private ChangeEventRequest Read(bool isScheduled = false) => _form.Read(isScheduled, _viewer.Zone, _wrong.Add);
}
