using System.Text.Json;
using System.Text.Json.Serialization;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Shadow;

/// <summary>What the VEN says of itself in its device shadow (<c>state.reported</c>). Powers in kW, energies in kWh, times in Unix seconds.</summary>
internal sealed record ReportedState(
    string SchemaVersion,
    ReportedVen Ven,
    IReadOnlyList<LoadReading> Loads,
    ReportedMetrics Metrics,
    [property: JsonPropertyName("report_interval_seconds")] int ReportIntervalSeconds
)
{
    /// <summary>AWS IoT takes 8 KiB for both sides of a shadow; what is desired needs some of it.</summary>
    private const int BytesMax = 6 * 1024;

    /// <summary>Power that moved by less has not changed.</summary>
    private const double NoiseKw = 0.1;

    public static ReportedState Of(Situation now)
    {
        var isShedding = now.State.IsShedding;
        var report = new ReportedState(
            "1.0",
            new ReportedVen(
                now.VenId,
                now.State.IsEnabled,
                isShedding ? "shedding" : "normal",
                WireTime.ToUnixSeconds(now.Now),
                now.State.ClockOffsetS
            ),
            [.. now.Loads.Select(l => l.ToReading())],
            new ReportedMetrics(
                WireKw.Round(now.UsedKw),
                WireKw.Round(now.Loads.Sum(l => l.ShedCapabilityKw)),
                now.Loads.Select(l => l.Readout.StateOfChargePercent).FirstOrDefault(p => p is not null) is { } percent
                    ? Math.Round(percent)
                    : null,
                now.State.Shed?.What.EventId,
                now.State.Past is [.., var last] ? LastEventSummary.Of(last) : null
            ),
            Math.Max(1, (int)now.ReportInterval.TotalSeconds)
        );
        return report.Small();
    }

    /// <summary>Whether something is different that is no mere measurement.</summary>
    public bool IsChangedFrom(ReportedState other) => !Facts().AsSpan().SequenceEqual(other.Facts());

    /// <summary>Whether the measurements have moved by more than noise.</summary>
    public bool HasMovedFrom(ReportedState other) =>
        Math.Abs(Metrics.CurrentPowerKw - other.Metrics.CurrentPowerKw) >= NoiseKw
        || Math.Abs(Metrics.ShedAvailabilityKw - other.Metrics.ShedAvailabilityKw) >= NoiseKw
        || Metrics.BatterySoc != other.Metrics.BatterySoc;

    private byte[] Facts() =>
        JsonSerializer.SerializeToUtf8Bytes(
            this with
            {
                Ven = Ven with { LastPublishTs = 0 },
                Loads = [.. Loads.Select(l => l with { CurrentPowerKw = 0, ShedCapabilityKw = null })],
                Metrics = Metrics with { CurrentPowerKw = 0, ShedAvailabilityKw = 0, BatterySoc = null },
            },
            ShadowJson.Default.ReportedState
        );

    /// <summary>The same in less room, where there are many loads: first without their descriptions, then the first of them only.</summary>
    private ReportedState Small()
    {
        if (Length() <= BytesMax)
            return this;
        var small = this with { Loads = [.. Loads.Select(l => l with { Name = null, Type = null, ShedCapabilityKw = null })] };
        while (small.Length() > BytesMax && small.Loads.Count > 0)
            small = small with { Loads = [.. small.Loads.SkipLast(1)] };
        return small;
    }

    private int Length() => JsonSerializer.SerializeToUtf8Bytes(this, ShadowJson.Default.ReportedState).Length;
}

/// <summary>The VEN itself.</summary>
internal sealed record ReportedVen(
    string VenId,
    bool Enabled,
    string Status,
    double LastPublishTs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? ClockOffsetSeconds
);

/// <summary>What it measures. What is null is written, since that is how a shadow removes it.</summary>
internal sealed record ReportedMetrics(
    double CurrentPowerKw,
    double ShedAvailabilityKw,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? BatterySoc,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? ActiveEventId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] LastEventSummary? LastEventSummary
);

/// <summary>What became of the last reduction, by what the log says of it.</summary>
internal sealed record LastEventSummary(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? EventId,
    double RequestedReductionKw,
    double ActualReductionKw,
    double DeliveredKwh,
    double BaselineKw,
    double StartTs,
    double EndTs
)
{
    public static LastEventSummary Of(PastShed over) =>
        new(
            over.Shed.What.EventId,
            over.Shed.What.RequestedReductionKw,
            WireKw.Round(over.MeanReductionKw ?? 0),
            WireKw.Round(over.Shed.Measured?.DeliveredKwh ?? 0),
            WireKw.Round(over.Shed.What.BaselineKw),
            WireTime.ToUnixSeconds(over.Shed.StartedAt),
            WireTime.ToUnixSeconds(over.EndedAt)
        );
}

/// <summary>A request to the shadow that reports.</summary>
internal sealed record ShadowUpdate(ShadowUpdateState State, string ClientToken);

/// <summary>The state of such a request.</summary>
internal sealed record ShadowUpdateState(ReportedState Reported);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ShadowUpdate))]
internal sealed partial class ShadowJson : JsonSerializerContext;
