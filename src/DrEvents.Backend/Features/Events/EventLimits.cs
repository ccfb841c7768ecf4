namespace DrEvents.Backend.Features.Events;

public static class EventLimits
{
    public const double RequestedKwMax = 1e6;
    public const int PriorityMax = 1_000_000;
    public const int PriorityDefault = 100;
    public const double HoldOutPercentMax = 50;
    public static readonly TimeSpan DurationMax = TimeSpan.FromDays(31);
    private static readonly TimeSpan AheadMax = TimeSpan.FromDays(366);
    private const int TargetsMax = 100_000;
    public const int ReasonMax = 500;

    public static FieldErrors CheckTimes(this FieldErrors errors, DateTimeOffset startTime, DateTimeOffset endTime, DateTimeOffset now) =>
        errors
            .If(endTime <= now, "endTime", "is past")
            .If(endTime <= startTime, "endTime", "is not after startTime")
            .If(endTime - startTime > DurationMax, "endTime", $"is more than {DurationMax.TotalDays:0} days after startTime")
            .If(startTime > now + AheadMax, "startTime", $"is more than {AheadMax.TotalDays:0} days ahead");

    public static FieldErrors CheckRequest(this FieldErrors errors, ChangeEventRequest asked) =>
        errors
            .Positive(asked.RequestedReductionKw, "requestedReductionKw", RequestedKwMax)
            .Range(asked.Priority, "priority", 0, PriorityMax)
            .If(
                asked.Allocation is not (null or AllocationMethods.Weighted or AllocationMethods.Equal),
                "allocation",
                $"is neither {AllocationMethods.Weighted} nor {AllocationMethods.Equal}"
            )
            .If(
                asked.Control is not (null or ControlModes.Closed or ControlModes.Open),
                "control",
                $"is neither {ControlModes.Closed} nor {ControlModes.Open}"
            )
            .If(
                asked.Targets is { VenIds: null or [], Groups: null or [], Programme: null },
                "targets",
                "names neither venIds nor groups nor a programme; leave it out to mean all VENs"
            )
            .If(asked.Targets?.VenIds?.Count > TargetsMax, "targets.venIds", $"has more than {TargetsMax} entries")
            .If(asked.Targets?.VenIds?.Any(id => !VenIds.IsValid(id)) == true, "targets.venIds", "holds something that is no VEN id")
            .Labels(asked.Targets?.Groups, "targets.groups");
}
