using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Why;

namespace DrEvents.Backend.Features.Tables;

/// <summary>Why a VEN gives an event nothing, or less than it was asked: what is known of it at this moment. <c>/why</c> says it of the whole event, to the watt.</summary>
public static class Lack
{
    private const double WattKw = 0.001;

    /// <summary>What another event has is one reason, whichever that is.</summary>
    private const string Serving = "serving";

    public static readonly IReadOnlyList<string> All =
    [
        Reasons.Late,
        Reasons.Offline,
        Reasons.NotDelivering,
        Reasons.Limit,
        Reasons.Refused,
        Reasons.OptedOut,
        Reasons.Displaced,
        Serving,
        SkipReasons.NothingToShed,
        SkipReasons.NotNeeded,
        SkipReasons.HeldOut,
        SkipReasons.Resting,
        SkipReasons.LimitReached,
        SkipReasons.MinutesUp,
        SkipReasons.Disabled,
        SkipReasons.Exempt,
        SkipReasons.NotEnrolled,
        SkipReasons.OfProgramme,
        SkipReasons.Unknown,
    ];

    /// <param name="status">As shown, with <see cref="ParticipationViews.NotDelivering"/>.</param>
    /// <param name="isSilent">Whether the event holds it and its newest sample is too old.</param>
    public static string? Of(string status, string? reason, double requestedKw, double? acceptedKw, bool isSilent) =>
        status switch
        {
            ParticipationStatus.Skipped => reason?.StartsWith(SkipReasons.ServingPrefix, StringComparison.Ordinal) == true
                ? Serving
                : reason,
            ParticipationStatus.Refused => Reasons.Refused,
            ParticipationStatus.OptedOut => Reasons.OptedOut,
            ParticipationStatus.Displaced => Reasons.Displaced,
            ParticipationStatus.Pending => Reasons.Late,
            ParticipationViews.NotDelivering => Reasons.NotDelivering,
            ParticipationStatus.Shedding when isSilent => Reasons.Offline,
            ParticipationStatus.Shedding when acceptedKw < requestedKw - WattKw => Reasons.Limit,
            _ => null,
        };
}
