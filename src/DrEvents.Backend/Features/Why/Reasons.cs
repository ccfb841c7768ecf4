using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Why;

/// <summary>Why a kW that was asked is missing, or one that was not asked is there.</summary>
public static class Reasons
{
    /// <summary>The VEN was not connected, or nothing was heard of it in this time.</summary>
    public const string Offline = SkipReasons.Offline;

    /// <summary>It refused, with the reason that it gave.</summary>
    public const string Refused = "refused";

    /// <summary>Its people took it out of the event.</summary>
    public const string OptedOut = SkipReasons.OptedOut;

    /// <summary>An event that goes before this one had it.</summary>
    public const string Displaced = "displaced";
    public const string Disabled = SkipReasons.Disabled;
    public const string Exempt = SkipReasons.Exempt;
    public const string NotEnrolled = SkipReasons.NotEnrolled;
    public const string OfProgramme = SkipReasons.OfProgramme;

    /// <summary>No VEN had more to give than it was asked for.</summary>
    public const string NothingToShed = SkipReasons.NothingToShed;

    /// <summary>VENs that could have given it are held out.</summary>
    public const string HeldOut = SkipReasons.HeldOut;

    /// <summary>It promised less than it was asked: by a limit of comfort, or of a device; or more, since loads can only be switched as a whole.</summary>
    public const string Limit = "limit";

    /// <summary>It had not answered yet.</summary>
    public const string Late = "late";

    /// <summary>It promised, and its meter did not show it.</summary>
    public const string NotDelivering = "notDelivering";

    /// <summary>More was asked of others than the request, to make up for those that do not deliver.</summary>
    public const string MadeUp = "madeUp";

    /// <summary>A difference between promise and meter that the baseline's error allows for.</summary>
    public const string Baseline = "baseline";
}

/// <summary>So many kW for one reason; negative where more was delivered than asked.</summary>
/// <param name="Detail">What else is known, as the reason of a refusal.</param>
public readonly record struct ReasonedKw(string Reason, string? Detail, double Kw);
