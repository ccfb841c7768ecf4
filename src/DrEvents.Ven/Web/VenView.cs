using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Trust;

namespace DrEvents.Ven.Web;

/// <summary>What the page shows of this moment. Powers in kW, energies in kWh, times in Unix seconds.</summary>
/// <param name="MayChange">Whether the one who asks may change something.</param>
/// <param name="NeedsPairing">Whether a token would let him.</param>
/// <param name="KeptSamples">Samples that wait for a connection.</param>
/// <param name="AvailableKw">What could be shed now.</param>
/// <param name="ReceiptsVersion">Changes when a receipt comes, or is refused.</param>
/// <param name="CommandKeys">By how many keys commands are verified; 0 where the VEN obeys whoever its broker lets send.</param>
/// <param name="CommandsRefused">How many commands and wishes were refused, because nobody signed them whose word counts.</param>
/// <param name="EventsVersion">Grows when an event or a test ends: the list of past events is out of date then.</param>
internal sealed record VenView(
    string VenId,
    double At,
    bool MayChange,
    bool NeedsPairing,
    string Broker,
    bool IsConnected,
    int KeptSamples,
    bool IsEnabled,
    double UsedKw,
    double AvailableKw,
    ShedView? Shed,
    IReadOnlyList<AnnouncedView> Announced,
    IReadOnlyList<OptedOutView> OptedOut,
    IReadOnlyList<LoadView> Loads,
    string EventsVersion,
    string ReceiptsVersion,
    int CommandKeys,
    int CommandsRefused
)
{
    /// <summary>The view of a moment, for somebody who may only look.</summary>
    public static VenView Of(VenOptions options, Situation now, bool isConnected, EventLog log, int receiptsUnnoted, CommandGuard guard) =>
        new(
            now.VenId,
            WireTime.ToUnixSeconds(now.Now),
            MayChange: false,
            NeedsPairing: false,
            $"{options.Broker.Host}:{options.Broker.Port}",
            isConnected,
            log.KeptCount,
            now.State.IsEnabled,
            WireKw.Round(now.UsedKw),
            WireKw.Round(now.Loads.Sum(l => l.ShedCapabilityKw)),
            now.State.Shed is { } shed ? ShedView.Of(shed, now) : null,
            [.. now.State.Announced.Values.Select(a => AnnouncedView.Of(a, now))],
            [.. now.State.OptOuts.Where(o => o.Until > now.Now).Select(OptedOutView.Of)],
            [.. now.Loads.Select(l => LoadView.Of(l, now))],
            VersionOf(now.State),
            $"{now.State.ReceiptsTaken}.{now.State.ReceiptsRefusedCount + receiptsUnnoted}",
            guard.Keys.Views.Count,
            now.State.CommandsRefusedCount + guard.Unwritten
        );

    private static string VersionOf(VenState state) =>
        $"{state.Past.LastOrDefault()?.EndedAt.ToUnixTimeMilliseconds()}.{state.Shed?.StartedAt.ToUnixTimeMilliseconds()}.{state.OptOuts.Count}";
}

/// <summary>The running reduction; <c>ReducedKw</c> is measured: baseline minus used.</summary>
internal sealed record ShedView(
    string? EventId,
    bool IsTest,
    double RequestedKw,
    double ReducedKw,
    double BaselineKw,
    double StartedAt,
    double Until,
    double? DeliveredKwh,
    CostView OptOutCost
)
{
    public static ShedView Of(RunningShed shed, Situation now)
    {
        var reducedKw = now.BaselineKw - now.UsedKw;
        return new ShedView(
            shed.What.EventId,
            shed.IsTest,
            shed.What.RequestedReductionKw,
            WireKw.Round(reducedKw),
            WireKw.Round(now.BaselineKw),
            WireTime.ToUnixSeconds(shed.StartedAt),
            WireTime.ToUnixSeconds(shed.What.Until),
            shed.Measured?.DeliveredKwh,
            // The grid counts on what was asked; what is delivered beyond that is not missed.
            CostView.Of(OptOuts.Cost(Math.Min(reducedKw, shed.What.RequestedReductionKw), now.Now, shed.What.Until))
        );
    }
}

/// <summary>What the grid would not get, should the owner opt out now.</summary>
internal sealed record CostView(double Kw, double Kwh)
{
    public static CostView Of(OptOutCost cost) => new(WireKw.Round(cost.Kw), WireKw.Round(cost.Kwh));
}

/// <summary>An event that is waited for.</summary>
internal sealed record AnnouncedView(string EventId, double? StartAt, double EndAt, double? RequestedKw, CostView? OptOutCost)
{
    public static AnnouncedView Of(EventAnnounced announced, Situation now) =>
        new(
            announced.EventId,
            announced.StartAt is { } startAt ? WireTime.ToUnixSeconds(startAt) : null,
            WireTime.ToUnixSeconds(announced.EndAt),
            announced.RequestedReductionKw,
            announced.RequestedReductionKw is { } kw
                ? CostView.Of(OptOuts.Cost(kw, announced.StartAt > now.Now ? announced.StartAt.Value : now.Now, announced.EndAt))
                : null
        );
}

/// <summary>An event that the owner has opted out of and that is not over.</summary>
/// <param name="MayReturn">Whether there is something to go back to.</param>
internal sealed record OptedOutView(
    string EventId,
    string Reason,
    double At,
    double? StartAt,
    double Until,
    double? RequestedKw,
    bool MayReturn
)
{
    public static OptedOutView Of(OptOut optedOut) =>
        new(
            optedOut.EventId,
            optedOut.Reason,
            WireTime.ToUnixSeconds(optedOut.At),
            optedOut.Announced?.StartAt is { } startAt ? WireTime.ToUnixSeconds(startAt) : null,
            WireTime.ToUnixSeconds(optedOut.Until),
            optedOut.Shed?.RequestedReductionKw ?? optedOut.Announced?.RequestedReductionKw,
            optedOut is not { Shed: null, Announced: null }
        );
}

/// <summary>One load; <c>WantedKw</c> is what it would use without its limit.</summary>
/// <param name="HeldFor">Why it is limited: <c>event</c>, <c>test</c>, <c>load</c> (a command for this load alone) or <c>return</c> (an event is over, its turn has not come); null when it is not.</param>
internal sealed record LoadView(
    string Id,
    string Name,
    string Type,
    double RatedKw,
    double PowerKw,
    double WantedKw,
    int Priority,
    bool IsCritical,
    bool IsEnabled,
    bool IsLimited,
    string? HeldFor,
    double? LimitKw,
    double? ChargePercent,
    bool? IsUrgent,
    DeviceView? Device
)
{
    public static LoadView Of(Loads.LoadState load, Situation now)
    {
        var state = now.State;
        double? limitKw = state.LimitsAt(now.Now).TryGetValue(load.Id, out var kw) ? WireKw.Round(kw) : null;
        return new LoadView(
            load.Id,
            load.Description.Name,
            load.Description.Type,
            load.Description.RatedKw,
            WireKw.Round(load.Readout.PowerKw),
            WireKw.Round(limitKw is null ? load.Readout.PowerKw : load.Readout.WantedKw),
            load.Description.Priority,
            load.Description.IsCritical,
            load.Description.IsEnabled,
            IsLimited: limitKw is not null,
            limitKw is null ? null
                : state.LoadSheds.ContainsKey(load.Id) ? "load"
                : state.Gentle is not null || state.Returning.ContainsKey(load.Id) ? "return"
                : state.Shed is { IsTest: true } ? "test"
                : "event",
            limitKw,
            load.Readout.StateOfChargePercent,
            load.Readout.IsUrgent ? true : null,
            load.Readout.Device is { } device ? DeviceView.Of(device) : null
        );
    }
}
