using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Past;

/// <summary>By what a moment of the past is looked at.</summary>
public static class PastViews
{
    /// <summary>By what was stored by then: what was shown then.</summary>
    public const string Known = "known";

    /// <summary>By what is known today of the time until then, whenever that was stored.</summary>
    public const string Now = "now";
    public static readonly IReadOnlyList<string> All = [Known, Now];
}

/// <summary>A moment of the past.</summary>
/// <param name="View">One of <see cref="PastViews"/>.</param>
public readonly record struct Moment(DateTimeOffset At, string View)
{
    /// <summary>A VEN's clock that tells whole seconds is behind by up to one.</summary>
    private static readonly TimeSpan SecondsOnly = TimeSpan.FromSeconds(1);

    public bool IsKnownThen => View == PastViews.Known;

    /// <summary>Whether a stored event counts.</summary>
    /// <param name="part">The participation that it belongs to, as it was before; null without one.</param>
    public bool Has(in VenEvent stored, Participation? part) => (IsKnownThen ? stored.StoredAt : TimeOf(stored, part)) <= At;

    /// <summary>
    /// When that happened which an event tells of: a reading when it was measured, an answer when it was given, a baseline at the start of the part that it was
    /// made for; whatever was decided here was stored at once.
    /// </summary>
    private static DateTimeOffset TimeOf(in VenEvent stored, Participation? part) =>
        stored.Data switch
        {
            TelemetrySampled e => e.LiveAt,
            AckReceived e => Said(e.CorrelationId, e.VenAt, e.ReceivedAt, part),
            OptedOut e => Said(e.CorrelationId, e.VenAt, e.ReceivedAt, part),
            OptedIn e => Said(e.CorrelationId, e.VenAt, e.ReceivedAt, part),
            CommandAccepted e => e.At,
            BaselineSealed e => e.WindowEnd,
            _ => stored.StoredAt,
        };

    /// <summary>By the VEN's clock, unless that is wrong: nothing is answered before it was asked, or after the answer came.</summary>
    private static DateTimeOffset Said(string correlationId, DateTimeOffset? venAt, DateTimeOffset receivedAt, Participation? part)
    {
        var asked = part?.Commands.FirstOrDefault(c => c.CorrelationId == correlationId)?.ReadyAt;
        if (venAt is not { } said || asked is not { } askedAt || said >= receivedAt || said < askedAt - SecondsOnly)
            return receivedAt;
        return said < askedAt ? askedAt : said;
    }
}
