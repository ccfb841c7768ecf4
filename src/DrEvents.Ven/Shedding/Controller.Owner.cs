namespace DrEvents.Ven.Shedding;

/// <summary>What the owner asks at the VEN's page, carried out as commands are.</summary>
internal sealed partial class Controller
{
    /// <summary>Does or refuses what the owner asks.</summary>
    public OwnerOutcome Ask(Func<Situation, OwnerDecision> decide, DateTimeOffset now)
    {
        now = ToMilliseconds(now);
        lock (_gate)
        {
            var before = _state;
            DoWhatIsDue(now);
            var decision = decide(LookNow(now));
            if (!TryCommit(now, decision.Happened))
            {
                if (!CommandDecider.IsHarmless(decision.Happened))
                    return new OwnerOutcome(new OwnerRefusal(RefusalKind.Conflict, "log", RefusalReasons.LogUnavailable));
                CommitUnwritten(now, decision.Happened);
            }
            DoWhatIsDue(now);
            return new OwnerOutcome(decision.Refusal)
            {
                ShedChanged = ShedChanged(before),
                DescriptionsChanged = !ReferenceEquals(before.LoadSettings, _state.LoadSettings),
            };
        }
    }

    /// <summary>The oldest of the owner's decisions that the backend has not been told; null when it knows all.</summary>
    public OwnerNotice? NextNotice()
    {
        lock (_gate)
            return _state.Notices.IsEmpty ? null : _state.Notices[0];
    }
}

/// <summary>What became of the owner's wish.</summary>
/// <param name="Refusal">Why it was not done; null when it was.</param>
internal readonly record struct OwnerOutcome(OwnerRefusal? Refusal)
{
    /// <summary>A reduction began or ended.</summary>
    public bool ShedChanged { get; init; }

    /// <summary>A load is described otherwise than before.</summary>
    public bool DescriptionsChanged { get; init; }
}
