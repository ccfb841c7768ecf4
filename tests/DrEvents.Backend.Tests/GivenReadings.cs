using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests;

/// <summary>What VENs measured and what was sealed of them, folded as the projection does it.</summary>
internal static class GivenReadings
{
    /// <summary>A reading; with what the VEN would use where its models say so, and how sure they are. Powers in kW.</summary>
    public static TelemetrySample Of(string venId, DateTimeOffset at, double usedKw, double? expectedKw = null, double? errorKw = 0.1) =>
        new()
        {
            VenId = venId,
            At = at,
            UsedPowerKw = usedKw,
            BaselinePowerKw = expectedKw,
            BaselineMethod = expectedKw is null ? null : BaselineMethods.Counterfactual,
            BaselineErrorKw = expectedKw is null ? null : errorKw,
        };

    /// <summary>A reading comes in and is stored as it is in a row, so that a place that is lost on the way is noticed.</summary>
    /// <param name="newestBefore">Time of the VEN's newest reading before it.</param>
    /// <returns>What was stored.</returns>
    public static TelemetrySampled Hears(
        this LiveFold fold,
        TelemetrySample sample,
        DateTimeOffset? newestBefore = null,
        DateTimeOffset? receivedAt = null,
        bool isImplausible = false,
        bool isOfSharedTopic = false
    )
    {
        var came = TelemetrySampled.From(sample, newestBefore, receivedAt ?? sample.At, isImplausible, isOfSharedTopic);
        var bytes = SampleFormat.Instance.Serialize(typeof(TelemetrySampled), came);
        var stored = (TelemetrySampled)SampleFormat.Instance.Deserialize(typeof(TelemetrySampled), bytes);
        fold.Apply(TelemetryStreams.Of(sample.VenId, stored.LiveAt), stored);
        return stored;
    }

    /// <summary>A baseline is sealed, null where there was too little to make one of.</summary>
    public static void Seals(this LiveFold fold, string eventId, string venId, double? kw, DateTimeOffset at, params double[] readingsKw) =>
        fold.Apply(
            BaselineSealed.StreamOf(eventId),
            new BaselineSealed(venId, Seal.Method, kw, Verified: kw is not null, null, at, at, [], readingsKw, "", at)
        );
}
