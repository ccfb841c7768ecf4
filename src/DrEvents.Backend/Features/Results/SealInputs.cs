using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Profiles;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Backend.Features.Results;

/// <summary>Seal what the baseline of a result rests on, for every VEN whose part in an event has begun and that has no such seal.</summary>
public sealed record SealInputs(string EventId);

/// <param name="VenIds">A page of them.</param>
public sealed record SealInputsPage(string EventId, IReadOnlyList<string> VenIds);

public static class SealInputsWhenBegunHandler
{
    public static SealInputs Handle(Stored<EventActivated> began) => new(began.Stream);

    public static SealInputs Handle(PageTold told) => new(told.EventId);
}

public static class SealInputsHandler
{
    private sealed record Row(string VenId, DateTimeOffset? BeganAt);

    public static async Task<OutgoingMessages> Handle(
        SealInputs[] asked,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var messages = new OutgoingMessages();
        foreach (var eventId in asked.Select(a => a.EventId).Distinct())
        {
            if (await session.LoadAsync<DrEvent>(eventId, cancellation) is not { IsActive: true })
                continue;
            var now = clock.GetUtcNow();
            var done = (await session.FieldAsync<InputsSealed>(ResultStream.Of(eventId), "venId", cancellation)).ToHashSet();
            var begun = (await session.PartsAsync<Row>([eventId], cancellation)).Where(r => r.BeganAt <= now && !done.Contains(r.VenId));
            messages.AddRange(
                begun
                    .Select(r => r.VenId)
                    .Order(StringComparer.Ordinal)
                    .Chunk(VenResultsIssued.VensMax)
                    .Select(page => new SealInputsPage(eventId, page))
            );
        }
        return messages;
    }
}

public static class SealInputsPageHandler
{
    private static readonly TimeSpan NotReadyPause = TimeSpan.FromMinutes(1);

    /// <summary>A page of VENs whose profiles look back ninety whole days, on a busy machine.</summary>
    private const int LongestS = 600;

    [MessageTimeout(LongestS)]
    public static async Task<OutgoingMessages> Handle(
        SealInputsPage page,
        IDocumentSession session,
        IOptions<ResultOptions> options,
        IOptions<LikeDayOptions> likeDays,
        Pressure pressure,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var messages = new OutgoingMessages();
        // Commands and what VENs answer to them go first, and so do the seals of what the control goes by.
        await pressure.GiveWayAsync(Waiter.Baselines, cancellation);
        var began = clock.GetTimestamp();
        // What is sealed after the end is not what was known at the begin.
        if (
            await session.LoadAsync<DrEvent>(page.EventId, cancellation) is not { IsActive: true } state
            || ResultHours.Planned(state) is not { } planned
        )
            return messages;
        if (!await ResultIssuing.IsReadyAsync(session, state.ActivatedAt!.Value, cancellation))
        {
            messages.Delay(page, NotReadyPause);
            return messages;
        }
        var stream = ResultStream.Of(page.EventId);
        await session.HoldAsync(stream, cancellation);
        var ids = page.VenIds.ToDictionary(v => v, v => ReadInputs.IdOf(page.EventId, v));
        var done = (await session.StoredIdsAsync([.. ids.Values], cancellation)).ToHashSet();
        string[] missing = [.. page.VenIds.Where(v => !done.Contains(ids[v]))];
        if (missing.Length == 0)
            return messages;
        var hours = new MeasuredHours(
            Instant.FromDateTimeOffset(planned.Start),
            Instant.FromDateTimeOffset(planned.End),
            options.Value.IntervalMinutes,
            likeDays.Value.Zone
        );
        var made = await MadeAsync(session, page.EventId, state.ActivatedAt.Value, hours, options.Value, missing, clock, cancellation);
        session.Events.Append(stream, made.Select(s => new Event<InputsSealed>(s) { Id = ids[s.VenId] }));
        // A large event has many pages; samples and live figures go on beside them.
        await Task.Delay(clock.GetElapsedTime(began), clock, cancellation);
        return messages;
    }

    /// <summary>In the order of the VENs.</summary>
    private static async Task<List<InputsSealed>> MadeAsync(
        IDocumentSession session,
        string eventId,
        DateTimeOffset began,
        MeasuredHours hours,
        ResultOptions options,
        string[] venIds,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var first = await session.FirstProfilesAsync(eventId, began, venIds, cancellation);
        var use = new ReadUse(session, eventId, hours.Zone);
        var (sealedInputs, now) = (new List<InputsSealed>(), clock.GetUtcNow());
        foreach (var same in venIds.GroupBy(v => first.GetValueOrDefault(v)))
        {
            var read = new Dictionary<(string, string), IReadOnlyDictionary<DateOnly, DayRead>>();
            var profiles = AssignableProfiles.Order(same.Key, options.Ordered());
            var measure = new MeasureVens(use, MeasuredSeries.Telemetry(use), hours, profiles, Looked, withErrors: false);
            foreach (var (venId, made) in await measure.OfAsync([.. same], cancellation))
            {
                var days = made.Result is { } r ? read[(venId, r.Profile)] : new Dictionary<DateOnly, DayRead>();
                sealedInputs.Add(InputsSealed.Of(venId, hours, same.Key, made, days, now));
            }

            void Looked(VenLook look) => read[(look.VenId, look.Profile.Name)] = DayRead.Of(look, hours);
        }
        return [.. sealedInputs.OrderBy(s => s.VenId, StringComparer.Ordinal)];
    }
}
