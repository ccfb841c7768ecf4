using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Baselines;

/// <summary>Seal a baseline for every VEN whose part in an event has begun, and that has none.</summary>
public sealed record SealBaselines(string EventId);

public sealed record BegunPart(string VenId, DateTimeOffset BeganAt);

/// <param name="EndTime">The event's; null in messages of earlier versions, and like days are asked for none.</param>
public sealed record SealPage(string EventId, IReadOnlyList<BegunPart> Vens, DateTimeOffset? EndTime = null);

public static class SealWhenBegunHandler
{
    public static SealBaselines Handle(Stored<EventActivated> began) => new(began.Stream);

    public static SealBaselines Handle(PageTold told) => new(told.EventId);
}

public static class SealBaselinesHandler
{
    private const int PageSize = 50;

    private sealed record Row(string VenId, DateTimeOffset? BeganAt);

    public static async Task<OutgoingMessages> Handle(
        SealBaselines[] asked,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var messages = new OutgoingMessages();
        foreach (var eventId in asked.Select(a => a.EventId).Distinct())
        {
            if (await session.LoadAsync<DrEvent>(eventId, cancellation) is not { ActivatedAt: not null } state)
                continue;
            var now = clock.GetUtcNow();
            var rows = await session.PartsAsync<Row>([eventId], cancellation);
            var done = (await session.FieldAsync<BaselineSealed>(BaselineSealed.StreamOf(eventId), "venId", cancellation)).ToHashSet();
            var begun = rows.Where(r => r.BeganAt <= now && !done.Contains(r.VenId)).Select(r => new BegunPart(r.VenId, r.BeganAt!.Value));
            messages.AddRange(begun.Chunk(PageSize).Select(page => new SealPage(eventId, page, state.EndTime)));
        }
        return messages;
    }
}

public static class SealPageHandler
{
    public static async Task Handle(
        SealPage page,
        IDocumentSession session,
        IOptions<BaselineOptions> options,
        IOptions<LikeDayOptions> likeDays,
        Pressure pressure,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        // Right after the start of a large event thousands of VENs answer at once, and the operator wants to know that they do.
        await pressure.GiveWayAsync(Waiter.Baselines, cancellation);
        var began = clock.GetTimestamp();
        var stream = BaselineSealed.StreamOf(page.EventId);
        await session.HoldAsync(stream, cancellation);
        var ids = page.Vens.ToDictionary(v => v, v => BaselineSealed.IdOf(page.EventId, v.VenId));
        var done = (await session.StoredIdsAsync([.. ids.Values], cancellation)).ToHashSet();
        var missing = page.Vens.Where(v => !done.Contains(ids[v])).ToList();
        if (missing.Count == 0)
            return;
        var made = await new MakeBaselines(session, page.EventId, options.Value, clock.GetUtcNow()).OfAsync(missing, cancellation);
        if (page.EndTime is { } end)
        {
            var days = await new ReadLikeDays(session, likeDays.Value.Zone).OfAsync(
                missing,
                made.ToDictionary(s => s.VenId, s => s.HalfHourKw()),
                end,
                cancellation
            );
            made = made.ConvertAll(s => s with { LikeDays = days.GetValueOrDefault(s.VenId) });
        }
        session.Events.Append(stream, made.Select(b => new Event<BaselineSealed>(b) { Id = BaselineSealed.IdOf(page.EventId, b.VenId) }));
        // A large event has many pages; samples and live figures go on beside them.
        await Task.Delay(clock.GetElapsedTime(began), clock, cancellation);
    }
}
