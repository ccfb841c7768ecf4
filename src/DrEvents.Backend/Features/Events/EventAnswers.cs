namespace DrEvents.Backend.Features.Events;

/// <summary>Asks the room that forecasts what the fleet will not cover of an event, kW; of one that begins soon, what it could not cover now.</summary>
public delegate Task<double> ShortfallKw(IQuerySession session, DrEvent asked, CancellationToken cancellation);

/// <summary>Asks the room that measures: while active the current reduction, afterwards the mean measured one; null before the start.</summary>
public delegate Task<double?> ActualReductionKw(
    IQuerySession session,
    DrEvent measured,
    DateTimeOffset now,
    CancellationToken cancellation
);

public static class EventViews
{
    public static EventView Of(DrEvent state, double? actualReductionKw) =>
        new()
        {
            Id = state.Id,
            Status = state.Status,
            StartTime = state.StartTime,
            EndTime = state.EndTime,
            RequestedReductionKw = state.RequestedReductionKw,
            ActualReductionKw = actualReductionKw,
            ShortfallKw = state.ShortfallKw,
            Priority = state.Priority,
            Allocation = state.Allocation,
            Control = state.Control ?? ControlModes.Open,
            Targets = state.Targets,
            HoldOutPercent = state.HoldOutPercent,
            CreatedAt = state.CreatedAt,
            ActivatedAt = state.ActivatedAt,
            EndedAt = state.EndedAt,
            Reason = state.Reason,
        };
}
