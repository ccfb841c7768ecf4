using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>What the owner may ask for besides opting out: a test, and the settings of a load.</summary>
internal static class OwnerWishes
{
    /// <summary>Longest test, in minutes.</summary>
    public const int TestMinutesMax = 15;

    /// <summary>Most that a test asks for, kW: more than a home has.</summary>
    private const double TestKwMax = 1_000;

    private const int PriorityMax = 99;

    /// <summary>Sheds for some minutes so that somebody can see what the home does. It uses the planner of real events, and gives way to one.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="reductionKw">What to shed; null for as much as can be shed.</param>
    /// <param name="minutes">For how long.</param>
    public static OwnerDecision StartTest(Situation now, double? reductionKw, int? minutes)
    {
        if (minutes is not (>= 1 and <= TestMinutesMax))
            return OwnerDecision.No(RefusalKind.Invalid, "minutes", $"a whole number from 1 to {TestMinutesMax}");
        if (reductionKw is not (null or (> 0 and <= TestKwMax)))
            return OwnerDecision.No(
                RefusalKind.Invalid,
                "reductionKw",
                $"above 0 and at most {TestKwMax}, or absent for as much as possible"
            );
        if (now.State.Shed is { IsTest: true })
            return OwnerDecision.No(RefusalKind.Conflict, "test", "a test is running");
        if (now.State.IsShedding)
            return OwnerDecision.No(RefusalKind.Conflict, "test", "loads are shed for the grid; a test has to wait until that is over");
        var roomKw = WireKw.Round(now.Loads.Sum(l => l.RoomKw));
        if (roomKw <= 0)
            return OwnerDecision.No(RefusalKind.Conflict, "test", "no load can be shed now");
        var (started, _) = PanelShed.Start(now, eventId: null, revision: null, reductionKw ?? roomKw, now.Now.AddMinutes(minutes.Value));
        return OwnerDecision.Done([.. started.Select(AsTest)]);
    }

    /// <summary>Ends the test.</summary>
    public static OwnerDecision StopTest(Situation now) =>
        now.State.Shed is { IsTest: true }
            ? OwnerDecision.Done(PanelShed.End(now.State, EndReasons.StoppedByOwner))
            : OwnerDecision.No(RefusalKind.Unknown, "test", "no test is running");

    /// <summary>Says whether a load takes part in events, and as which in the order of shedding.</summary>
    public static OwnerDecision ChangeLoad(Situation now, string loadId, bool? isEnabled, int? priority)
    {
        if (now.Load(loadId) is not { } load)
            return OwnerDecision.No(RefusalKind.Unknown, loadId, "there is no load of this id");
        if (isEnabled is null && priority is null)
            return OwnerDecision.No(RefusalKind.Invalid, "enabled", "enabled or priority has to be given");
        if (priority is < 1 or > PriorityMax)
            return OwnerDecision.No(RefusalKind.Invalid, "priority", $"a whole number from 1 to {PriorityMax}");
        if (load.Description.IsCritical)
            return OwnerDecision.No(RefusalKind.Conflict, loadId, "a critical load is never shed; it has nothing to set");
        var happened = new List<VenEvent> { new LoadChanged(loadId, isEnabled, CapacityKw: null, priority) };
        if (isEnabled == false && now.State.LoadSheds.ContainsKey(loadId))
            happened.Add(new LoadShedEnded(loadId, EndReasons.Disabled));
        return OwnerDecision.Done(happened);
    }

    private static VenEvent AsTest(VenEvent one) =>
        one is ShedStarted started ? new TestStarted(started.RequestedReductionKw, started.BaselineKw, started.Until) : one;
}
