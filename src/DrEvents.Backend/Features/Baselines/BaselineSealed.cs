namespace DrEvents.Backend.Features.Baselines;

/// <summary>The baseline of one VEN in one event, with all that went into it: stream <c>mv/{eventId}</c>. Powers in kW.</summary>
/// <param name="Method">How it was made; <c>pre-event-time-mean</c>: mean over the time before the start, <c>pre-event-mean</c>: mean of the samples before it (NAESB: meter before / meter after).</param>
/// <param name="WindowEnd">The start of the VEN's part in the event; a reading at this moment is not in it.</param>
/// <param name="OffsetsMs">Each reading's distance from the window's start, ms, ascending.</param>
/// <param name="Hash">SHA-256 over method, window and readings, hexadecimal.</param>
/// <param name="ReportIntervalSeconds">The VEN's, by which readings stand for their time; null in seals of <c>pre-event-mean</c>.</param>
/// <param name="LikeDays">What its like days say; null where too few are stored.</param>
public sealed record BaselineSealed(
    string VenId,
    string Method,
    double? BaselineKw,
    bool Verified,
    string? Reason,
    DateTimeOffset WindowStart,
    DateTimeOffset WindowEnd,
    IReadOnlyList<long> OffsetsMs,
    IReadOnlyList<double> UsedPowersKw,
    string Hash,
    DateTimeOffset At,
    int? ReportIntervalSeconds = null,
    LikeDaysSealed? LikeDays = null
)
{
    private const string Prefix = "mv/";
    private const string FromPrefix = "carried over from ";

    /// <summary>How long before its event the window of a baseline may lie: one that was carried over rests on one before the event before.</summary>
    public static readonly TimeSpan LookBackMax = TimeSpan.FromDays(2);

    /// <summary>Whether it was made for an event before, soon after its window's end.</summary>
    public bool IsCarriedOver => Reason?.StartsWith(FromPrefix, StringComparison.Ordinal) == true;

    /// <summary>The mean of the half hour before; null where that is not known, and where it is of a half hour before another event.</summary>
    public double? HalfHourKw() => Verified && !IsCarriedOver ? BaselineKw : null;

    /// <summary>What its like days say, null without any. What one that was carried over misses by they do not tell.</summary>
    public LikeDayCourse? Course() =>
        LikeDays?.Course is { } course ? course with { BeforeErrorKw = IsCarriedOver ? null : course.BeforeErrorKw } : null;

    /// <summary>Standard deviation of its readings, kW: how far a single one is from the baseline.</summary>
    public double SpreadKw()
    {
        var meanKw = UsedPowersKw.DefaultIfEmpty(0).Average();
        return Math.Sqrt(UsedPowersKw.Sum(kw => (kw - meanKw) * (kw - meanKw)) / Math.Max(1, UsedPowersKw.Count - 1));
    }

    public BaselineSealed CarriedOver(string fromEventId, DateTimeOffset at) => this with { Reason = FromPrefix + fromEventId, At = at };

    public static string StreamOf(string eventId) => Prefix + eventId;

    /// <summary>A VEN has one baseline in an event, and the stored event one id: it is found by that, and cannot be stored twice.</summary>
    public static Guid IdOf(string eventId, string venId) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{StreamOf(eventId)}/{venId}")).AsSpan(0, 16));

    public static string? EventOf(string stream) => stream.StartsWith(Prefix, StringComparison.Ordinal) ? stream[Prefix.Length..] : null;
}

public static class ReadSeals
{
    /// <summary>The sealed baselines of these VENs in an event.</summary>
    public static async Task<List<BaselineSealed>> SealsAsync(
        this IQuerySession session,
        string eventId,
        IReadOnlyCollection<string> venIds,
        CancellationToken cancellation
    )
    {
        var seals = await session.EventsAsync<BaselineSealed>([.. venIds.Select(v => BaselineSealed.IdOf(eventId, v))], cancellation);
        string[] others = [.. venIds.Except(seals.Select(s => s.VenId))];
        // Seals of earlier versions have any id; to look for them is to read the seals of all VENs.
        if (others.Length > 0)
            seals.AddRange(await session.EventsAsync<BaselineSealed>(BaselineSealed.StreamOf(eventId), "venId", others, cancellation));
        return seals;
    }
}
