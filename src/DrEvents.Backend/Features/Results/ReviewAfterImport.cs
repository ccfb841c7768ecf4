using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Meters;
using DrEvents.Backend.Features.Participations;
using NodaTime;

namespace DrEvents.Backend.Features.Results;

/// <summary>
/// When a result is made again for what was imported; whoever imports until then needs not ask again. So files of ten thousand VENs have each result made
/// once.
/// </summary>
public sealed record AskedReview(string Id, DateTimeOffset At);

/// <summary>Where an import says anything new of the days that a result rests on, the result is made again.</summary>
public static class ReviewAfterImportHandler
{
    /// <summary>The newest so many events of the VEN; those before are made again where somebody asks for it.</summary>
    public const int EventsMax = 50;

    private sealed record Row(string? EventId, DateTimeOffset? BeganAt, bool WasToldToShed);

    public static async Task<OutgoingMessages> Handle(
        Stored<MeterImported> stored,
        IDocumentSession session,
        IOptions<ResultOptions> options,
        IOptions<LikeDayOptions> likeDays,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var messages = new OutgoingMessages();
        if (stored.Event is not { ChangedFrom: { } from, ChangedTo: { } to } || MeterStreams.Parse(stored.Stream) is not var (venId, _))
            return messages;
        var (since, until) = Reached(from, to, options.Value, likeDays.Value.Zone);
        var parts = await session.PartsSinceAsync<Row>([venId], since, cancellation);
        string[] eventIds =
        [
            .. parts
                .Where(p => p is { EventId: not null, WasToldToShed: true } && p.BeganAt < until)
                .OrderByDescending(p => p.BeganAt)
                .Select(p => p.EventId!)
                .Take(EventsMax),
        ];
        var now = clock.GetUtcNow();
        var events = await session.LoadManyAsync<DrEvent>(cancellation, eventIds);
        // The first result of one that was over just now is still to come, and will know of this.
        var due = events.Where(e => ResultHours.Of(e) is not null && e.EndedAt!.Value.AddSeconds(options.Value.IssueAfterSeconds) <= now);
        var asked = (await session.LoadManyAsync<AskedReview>(cancellation, eventIds)).ToDictionary(a => a.Id);
        var after = TimeSpan.FromSeconds(options.Value.IssueAfterImportSeconds);
        foreach (var state in due.Where(e => !(asked.GetValueOrDefault(e.Id)?.At > now)))
        {
            session.Store(new AskedReview(state.Id, now + after));
            messages.Delay(new IssueResult(state.Id), after);
        }
        return messages;
    }

    /// <summary>When parts began whose results rest on this time: it is of their own day, or of a day that they look back to.</summary>
    public static (DateTimeOffset Since, DateTimeOffset Until) Reached(
        DateTimeOffset from,
        DateTimeOffset to,
        ResultOptions options,
        DateTimeZone zone
    )
    {
        var lookBack = options.Ordered().Max(p => p.Days?.LookBackDays ?? p.Regression?.LookBackDays ?? 0);
        // A part that began the day before may have gone on.
        return (StartOfDay(from, -1), StartOfDay(to, lookBack + 1));

        DateTimeOffset StartOfDay(DateTimeOffset time, int later) =>
            zone.AtStartOfDay(Instant.FromDateTimeOffset(time).InZone(zone).Date.PlusDays(later)).ToInstant().ToDateTimeOffset();
    }
}
