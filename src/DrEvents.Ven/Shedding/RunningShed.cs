using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>A running reduction of the panel.</summary>
/// <param name="What">What is asked now, by the newest command.</param>
/// <param name="StartedAt">When it began, whatever commands have changed it since.</param>
internal sealed record RunningShed(ShedStarted What, DateTimeOffset StartedAt)
{
    /// <summary>Nobody but the people in the house asked for it.</summary>
    public bool IsTest { get; init; }

    /// <summary>What it has delivered so far; null before the first minute.</summary>
    public ShedMeasured? Measured { get; init; }

    /// <summary>The reduction after a start: one of the same event goes on.</summary>
    public static RunningShed Of(ShedStarted started, DateTimeOffset at, RunningShed? running) =>
        running is { IsTest: false } && started.EventId is not null && running.What.EventId == started.EventId
            ? running with
            {
                What = started,
            }
            : new RunningShed(started, at);
}

/// <summary>A running reduction of one load.</summary>
internal sealed record RunningLoadShed(string? EventId, double LimitKw, DateTimeOffset Until);

/// <summary>A reduction of the panel that is over.</summary>
/// <param name="Shed">As it was at its end.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Reason">Why.</param>
internal sealed record PastShed(RunningShed Shed, DateTimeOffset EndedAt, string Reason)
{
    /// <summary>Delivered energy by requested energy, in percent; null where nothing was measured.</summary>
    public double? DeliveredPercent =>
        Shed.Measured is { RequestedKwh: > 0 } measured ? 100 * measured.DeliveredKwh / measured.RequestedKwh : null;

    /// <summary>Mean reduction over what was measured, kW.</summary>
    public double? MeanReductionKw =>
        Shed.Measured is { MeasuredS: > 0 } measured ? measured.DeliveredKwh * 3600 / measured.MeasuredS : null;
}

/// <summary>An event that the owner has taken the home out of, and what that withdrew.</summary>
/// <param name="EventId">The DR event.</param>
/// <param name="Reason">One of <see cref="OptReasons"/>.</param>
/// <param name="At">When he did.</param>
/// <param name="Until">When the event would have ended.</param>
internal sealed record OptOut(string EventId, string Reason, DateTimeOffset At, DateTimeOffset Until)
{
    /// <summary>The reduction that ran; null where none did, or where the backend has ended the event since.</summary>
    public ShedStarted? Shed { get; init; }

    /// <summary>The announcement that was waited for; null as <see cref="Shed"/>.</summary>
    public EventAnnounced? Announced { get; init; }

    /// <summary>Whether something ran before: it is told as a past reduction then.</summary>
    public bool HadBegun { get; init; }

    /// <summary>Takes down what an opt-out withdraws from a state.</summary>
    public static OptOut Of(EventOptedOut optedOut, DateTimeOffset at, VenState state)
    {
        var shed = state.Shed?.What.EventId == optedOut.EventId ? state.Shed!.What : null;
        var announced = state.Announced.GetValueOrDefault(optedOut.EventId);
        var byLoad = state.LoadSheds.Values.Where(l => l.EventId == optedOut.EventId).Select(l => l.Until);
        var ends = byLoad.Append(shed?.Until ?? at).Append(announced?.EndAt ?? at);
        return new OptOut(optedOut.EventId, optedOut.Reason, at, ends.Max())
        {
            Shed = shed,
            Announced = announced,
            HadBegun = shed is not null,
        };
    }

    /// <summary>The backend has ended the event: there is nothing to go back to.</summary>
    public OptOut Over() => this with { Shed = null, Announced = null };
}

/// <summary>An acknowledgement that the owner's decision causes, and that waits until the broker has it.</summary>
internal sealed record OwnerNotice(string EventId, string Ack);
