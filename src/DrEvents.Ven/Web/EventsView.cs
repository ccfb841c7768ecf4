using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Web;

/// <summary>The events that the VEN knows of: those to come, the one that runs, those that are over, newest first.</summary>
internal sealed record EventsView(
    IReadOnlyList<AnnouncedView> Announced,
    ShedView? Running,
    IReadOnlyList<OptedOutView> OptedOut,
    IReadOnlyList<PastView> Past
)
{
    /// <summary>The view of a moment.</summary>
    public static EventsView Of(Situation now)
    {
        var past = now.State.Past.Select(p => PastView.Of(p, now.State));
        var neverBegun = now.State.OptOuts.Where(o => !o.HadBegun && o.Until <= now.Now).Select(PastView.Of);
        return new EventsView(
            [.. now.State.Announced.Values.Select(a => AnnouncedView.Of(a, now))],
            now.State.Shed is { } shed ? ShedView.Of(shed, now) : null,
            [.. now.State.OptOuts.Where(o => o.Until > now.Now).Select(OptedOutView.Of)],
            [.. past.Concat(neverBegun).OrderByDescending(p => p.EndedAt)]
        );
    }
}

/// <summary>An event or a test that is over. Powers in kW, energies in kWh, times in Unix seconds.</summary>
/// <param name="MeanKw">Mean reduction over what was measured; null where nothing was.</param>
/// <param name="DeliveredPercent">Delivered by requested energy.</param>
/// <param name="EndReason">As it stands in the log.</param>
/// <param name="OptOutReason">Why the owner took the home out of it; null when he did not.</param>
internal sealed record PastView(
    string? EventId,
    bool IsTest,
    double StartedAt,
    double EndedAt,
    double RequestedKw,
    double? MeanKw,
    double? DeliveredKwh,
    double? DeliveredPercent,
    string EndReason,
    string? OptOutReason
)
{
    public static PastView Of(PastShed past, VenState state) =>
        new(
            past.Shed.What.EventId,
            past.Shed.IsTest,
            WireTime.ToUnixSeconds(past.Shed.StartedAt),
            WireTime.ToUnixSeconds(past.EndedAt),
            past.Shed.What.RequestedReductionKw,
            past.MeanReductionKw is { } kw ? WireKw.Round(kw) : null,
            past.Shed.Measured is { } measured ? WireKw.Round(measured.DeliveredKwh) : null,
            past.DeliveredPercent is { } percent ? Math.Round(percent, 1) : null,
            past.Reason,
            past.Reason == EndReasons.OptedOut ? state.OptOuts.FindLast(o => o.EventId == past.Shed.What.EventId)?.Reason : null
        );

    public static PastView Of(OptOut optedOut) =>
        new(
            optedOut.EventId,
            IsTest: false,
            WireTime.ToUnixSeconds(optedOut.Announced?.StartAt ?? optedOut.At),
            WireTime.ToUnixSeconds(optedOut.Until),
            optedOut.Announced?.RequestedReductionKw ?? 0,
            MeanKw: null,
            DeliveredKwh: null,
            DeliveredPercent: null,
            EndReasons.OptedOut,
            optedOut.Reason
        );
}

/// <summary>The chart: points, and the times in which something was shed.</summary>
/// <param name="StepS">Seconds between two points.</param>
internal sealed record HistoryView(double From, double To, int StepS, IReadOnlyList<TracePoint> Points, IReadOnlyList<SpanView> Sheds)
{
    /// <summary>The last hours.</summary>
    public static HistoryView Of(Situation now, PowerTrace trace, int hours)
    {
        var from = now.Now.AddHours(-hours);
        var past = now.State.Past.Where(p => p.EndedAt > from).Select(p => SpanView.Of(p.Shed, p.EndedAt));
        return new HistoryView(
            WireTime.ToUnixSeconds(from),
            WireTime.ToUnixSeconds(now.Now),
            PowerTrace.StepS(hours),
            trace.Read(hours, now.Now),
            [.. now.State.Shed is { } shed ? past.Append(SpanView.Of(shed, shed.What.Until)) : past]
        );
    }
}

/// <summary>A time in which something was shed, or will be until then.</summary>
internal sealed record SpanView(string? EventId, bool IsTest, double From, double Until)
{
    public static SpanView Of(RunningShed shed, DateTimeOffset until) =>
        new(shed.What.EventId, shed.IsTest, WireTime.ToUnixSeconds(shed.StartedAt), WireTime.ToUnixSeconds(until));
}

/// <summary>The newest entries of the log, newest first, and the head that covers all before it.</summary>
internal sealed record LogView(IReadOnlyList<EntryView> Entries, LogHead? Head)
{
    private const int EntriesShown = 50;

    public static LogView Of(EventLog log) =>
        new(
            [.. log.ReadNewest(EntriesShown).Select(e => new EntryView(e.Sequence, WireTime.ToUnixSeconds(e.At), e.Kind, e.Json))],
            log.Head
        );
}

/// <summary>One entry of the log.</summary>
internal sealed record EntryView(long Sequence, double At, string Kind, string Json);
