namespace DrEvents.Backend.Features.Events;

public enum EventStep
{
    None,
    Announce,
    Prepare,
    Activate,
    Miss,

    /// <summary>What was decided is not with all VENs, and should be by now.</summary>
    TellAgain,

    /// <summary>It runs without a plan, and should have one by now.</summary>
    PlanAgain,
    Complete,
}

public static class EventSteps
{
    /// <summary>A plan and the commands of ten thousand VENs take a few seconds, and what is planned should not be older than it has to be.</summary>
    public static readonly TimeSpan PreparedAhead = TimeSpan.FromSeconds(15);

    /// <summary>What follows from a stored event is a durable message's work; should that be lost all the same, it is asked for again so late.</summary>
    private static readonly TimeSpan SweptAfter = TimeSpan.FromSeconds(30);

    public static EventStep Next(DrEvent state, DateTimeOffset now) =>
        state switch
        {
            { IsAhead: true } when now >= state.EndTime => EventStep.Miss,
            { IsAhead: true } when now >= state.StartTime => EventStep.Activate,
            { IsAhead: true, AnnounceAt: { } at } when now >= at => EventStep.Announce,
            { IsAhead: true, PlannedAt: null } when now >= state.StartTime - PreparedAhead => EventStep.Prepare,
            { IsActive: true } when now >= state.EndTime => EventStep.Complete,
            { IsActive: true, PlannedAt: null } when now >= SweepAt(state) => EventStep.PlanAgain,
            { HasToTell: true } when now >= SweepAt(state) => EventStep.TellAgain,
            _ => EventStep.None,
        };

    public static DateTimeOffset? NextDueAt(DrEvent state) =>
        state switch
        {
            { IsAhead: true } => Earliest(
                SweepAt(state),
                state.AnnounceAt,
                state.PlannedAt is null ? state.StartTime - PreparedAhead : null,
                state.StartTime
            ),
            { IsActive: true } => Earliest(SweepAt(state), state.EndTime),
            _ => SweepAt(state),
        };

    private static DateTimeOffset? SweepAt(DrEvent state) =>
        state switch
        {
            { HasToTell: true } => Latest(state.DecidedAt, state.SweptAt) + SweptAfter,
            { IsActive: true, PlannedAt: null } => Latest(state.ActivatedAt, state.SweptAt) + SweptAfter,
            _ => null,
        };

    private static DateTimeOffset? Latest(params DateTimeOffset?[] times) => times.Max();

    private static DateTimeOffset? Earliest(params DateTimeOffset?[] times) => times.Min();
}
