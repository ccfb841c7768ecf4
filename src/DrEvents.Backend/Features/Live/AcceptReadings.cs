using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Readings;
using Interval = DrEvents.Backend.Features.Telemetry.Interval;

namespace DrEvents.Backend.Features.Live;

/// <summary>What is odd about the five minutes that somebody accepts.</summary>
public sealed record OddIntervals(int Count, ReadingFlags Flags);

[Middleware(typeof(KnownVen))]
public static class AcceptReadings
{
    private const int ReasonMax = 200;
    private const int ByMax = 100;

    /// <summary>Readings of the year before are dated later than this.</summary>
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    public static async Task<(OddIntervals Odd, ProblemDetails Problem)> LoadAsync(
        string venId,
        AcceptReadingsRequest? request,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var none = new OddIntervals(0, ReadingFlags.None);
        if (Check(request, clock.GetUtcNow()) is var problem && problem != Problems.None)
            return (none, problem);
        var (from, to) = (request!.From!.Value, request.To!.Value);
        var needed = new TimeRange(Interval.StartOf(from, Interval.Length) - VenQuality.Beside, to + VenQuality.Beside);
        if (await LiveReadiness.OfAsync(session, needed.Start, cancellation) is var notReady && notReady != Problems.None)
            return (none, notReady);
        var odd = QualityRow
            .OddOf(await QualityRow.ReadAsync(session, venId, needed, cancellation))
            .FindAll(i => i.Flags.Odd() != ReadingFlags.None && AcceptedReadings.Touches(from, to, i.Minute));
        return odd.Count == 0
            ? (none, Problems.Conflict($"VEN {venId} has no odd readings in these hours: there is nothing to accept"))
            : (new OddIntervals(odd.Count, odd.Aggregate(ReadingFlags.None, (all, i) => all | i.Flags.Odd())), Problems.None);
    }

    /// <summary>Accepts the odd readings of some hours of a VEN: somebody looked at them, and they are right as they are.</summary>
    /// <remarks>
    /// They stay flagged. A result that rests on no others is not provisional for them any more: it is made again, and booked. What is odd in another way
    /// since, late readings for one, is not accepted by it.
    /// </remarks>
    [WolverinePost("/api/vens/{venId}/readings/accept")]
    [Needs(Need.Settle)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<(AcceptedReadingsView, AppendTo)> Post(
        string venId,
        AcceptReadingsRequest request,
        OddIntervals odd,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var stream = Ven.StreamOf(venId);
        await session.LockStreamsAsync([stream], cancellation);
        var accepted = new ReadingsAccepted(
            request.From!.Value.ToUniversalTime(),
            request.To!.Value.ToUniversalTime(),
            odd.Count,
            (int)odd.Flags,
            request.Reason!.Trim(),
            request.By?.Trim(),
            clock.GetUtcNow()
        );
        return (AcceptedViews.Of(accepted), new AppendTo(stream, accepted));
    }

    private static ProblemDetails Check(AcceptReadingsRequest? request, DateTimeOffset now)
    {
        if (request is null)
            return FieldErrors.NoBody;
        var length = request.To - request.From;
        return new FieldErrors()
            .If(request.From is null, "from", "is missing")
            .If(request.To is null, "to", "is missing")
            .If(request.From < Earliest, "from", "is before the year 2000")
            .If(request.To > now, "to", "is still to come")
            .If(length <= TimeSpan.Zero, "from", "is not before to")
            .If(length > Longest, "from", $"is more than {Longest.TotalDays:0} days before to")
            .If(string.IsNullOrWhiteSpace(request.Reason), "reason", "is missing")
            .Text(request.Reason, "reason", ReasonMax)
            .If(request.By is not null && string.IsNullOrWhiteSpace(request.By), "by", "is empty")
            .Text(request.By, "by", ByMax)
            .Answer;
    }
}
