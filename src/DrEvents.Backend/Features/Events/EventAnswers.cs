namespace DrEvents.Backend.Features.Events;

/// <summary>Asks the room that plans what the fleet can do, for the answers of this one.</summary>
public interface IForecast
{
    /// <summary>What the fleet could not cover of this event if it began now, kW.</summary>
    Task<double> ShortfallKwAsync(IQuerySession session, DrEvent asked, CancellationToken cancellation);
}

/// <summary>Asks the room that measures for an event's figures, for the answers of this one.</summary>
public interface IEventFigures
{
    /// <summary>While active the current reduction, afterwards the mean measured one; null before the start.</summary>
    Task<double?> ActualReductionKwAsync(IQuerySession session, DrEvent measured, CancellationToken cancellation);
}

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
            Targets = state.Targets,
            CreatedAt = state.CreatedAt,
            ActivatedAt = state.ActivatedAt,
            EndedAt = state.EndedAt,
            Reason = state.Reason,
        };
}
