using System.Text.Json.Serialization;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Web;

/// <summary>What the page shows. Powers in kW, times in Unix seconds.</summary>
internal sealed record VenView(
    string VenId,
    double At,
    string Broker,
    bool IsConnected,
    int KeptSamples,
    bool IsEnabled,
    double UsedKw,
    double AvailableKw,
    ShedView? Shed,
    IReadOnlyList<AnnouncedView> Announced,
    IReadOnlyList<LoadView> Loads,
    IReadOnlyList<TracePoint> Trace,
    IReadOnlyList<EntryView> Log
)
{
    private const int EntriesShown = 30;

    public static VenView Of(VenOptions options, Situation now, bool isConnected, EventLog log, PowerTrace trace) =>
        new(
            now.VenId,
            WireTime.ToUnixSeconds(now.Now),
            $"{options.Broker.Host}:{options.Broker.Port}",
            isConnected,
            log.KeptCount,
            now.State.IsEnabled,
            now.UsedKw,
            now.Loads.Sum(l => l.ShedCapabilityKw),
            now.State.Shed is { } shed ? ShedView.Of(shed, now) : null,
            [.. now.State.Announced.Values.Select(AnnouncedView.Of)],
            [.. now.Loads.Select(l => LoadView.Of(l, now.State.LimitsAt(now.Now).ContainsKey(l.Id)))],
            trace.Read(),
            [.. log.ReadNewest(EntriesShown).Select(e => new EntryView(WireTime.ToUnixSeconds(e.At), e.Kind, e.Json))]
        );
}

/// <summary>The running reduction; <c>ReducedKw</c> is measured: baseline minus used.</summary>
internal sealed record ShedView(string? EventId, double RequestedKw, double ReducedKw, double BaselineKw, double StartedAt, double Until)
{
    public static ShedView Of(RunningShed shed, Situation now) =>
        new(
            shed.What.EventId,
            shed.What.RequestedReductionKw,
            shed.What.BaselineKw - now.UsedKw,
            shed.What.BaselineKw,
            WireTime.ToUnixSeconds(shed.StartedAt),
            WireTime.ToUnixSeconds(shed.What.Until)
        );
}

/// <summary>An event that is waited for.</summary>
internal sealed record AnnouncedView(string EventId, double? StartAt, double EndAt, double? RequestedKw)
{
    public static AnnouncedView Of(EventAnnounced announced) =>
        new(
            announced.EventId,
            announced.StartAt is { } startAt ? WireTime.ToUnixSeconds(startAt) : null,
            WireTime.ToUnixSeconds(announced.EndAt),
            announced.RequestedReductionKw
        );
}

/// <summary>One load; <c>WantedKw</c> is what it would use without its limit.</summary>
internal sealed record LoadView(
    string Name,
    string Type,
    double RatedKw,
    double PowerKw,
    double WantedKw,
    int Priority,
    bool IsCritical,
    bool IsEnabled,
    bool IsLimited,
    double? ChargePercent
)
{
    public static LoadView Of(Loads.LoadState load, bool isLimited) =>
        new(
            load.Description.Name,
            load.Description.Type,
            load.Description.RatedKw,
            load.Readout.PowerKw,
            load.Readout.WantedKw,
            load.Description.Priority,
            load.Description.IsCritical,
            load.Description.IsEnabled,
            isLimited,
            load.Readout.StateOfChargePercent
        );
}

/// <summary>One entry of the log.</summary>
internal sealed record EntryView(double At, string Kind, string Json);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(VenView))]
internal sealed partial class VenViewJson : JsonSerializerContext;
