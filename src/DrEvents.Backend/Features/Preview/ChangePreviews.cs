using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Preview;

/// <summary>Says what VENs would be told if an event was changed, stopped or called off, by the functions that decide it.</summary>
public sealed class ChangePreviews(
    EventPreviews previews,
    WatchedTotals watched,
    IOptions<AnnouncementOptions> announcements,
    TimeProvider clock
)
{
    public async Task<ChangePreview> OfAsync(
        IQuerySession session,
        DrEvent state,
        PreviewChangeRequest request,
        PreviewPage page,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        // One that is cancelled stays as it is when it is cancelled once more.
        var notice = await session.NoticeAsync(state.Targets, cancellation);
        var after = state.IsOver ? state : DrEvent.Fold(state, state.Id, Asked(state, request, notice, now))!;
        var planned = after.IsOver ? null : await previews.PlanAsync(session, after, cancellation);
        var decided = Decided(after, planned, now);
        var (told, others) = decided is null ? ([], []) : await ToldAsync(session, decided, now, cancellation);
        var plan = planned is null ? null : await previews.OfAsync(session, after, planned, PreviewPage.None, cancellation);
        var currentKw = state.IsActive ? (await watched.OfAsync(state.Id, cancellation)).CurrentReductionKw : 0;
        var inOrder = told.OrderByDescending(t => Math.Abs(t.ToKw - t.FromKw)).ThenBy(t => t.VenId, StringComparer.Ordinal);
        var listed = inOrder.Skip(page.Offset).Take(page.Limit).ToList();
        var names = await session.NamesAsync(listed.Select(t => t.VenId), cancellation);
        return new ChangePreview(
            state.Id,
            request.Action!,
            now,
            EventViews.Of(after with { ShortfallKw = plan?.ShortfallKw ?? after.ShortfallKw }, state.IsActive ? currentKw : null),
            currentKw,
            Sums(told),
            others,
            ReturnSteps.Of(told),
            plan,
            told.Count,
            page.Offset,
            listed.ConvertAll(t => View(t, names.GetValueOrDefault(t.VenId, t.VenId)))
        );
    }

    public static IReadOnlyList<ToldNow> Sums(IEnumerable<WouldTell> told) =>
        [
            .. told.GroupBy(t => t.What)
                .Select(g => new ToldNow(g.Key, g.Count(), g.Sum(t => t.FromKw), g.Sum(t => t.ToKw)))
                .OrderByDescending(t => t.Vens)
                .ThenBy(t => t.What, StringComparer.Ordinal),
        ];

    private object Asked(DrEvent state, PreviewChangeRequest request, TimeSpan? notice, DateTimeOffset now) =>
        request.Action switch
        {
            ChangeActions.Stop => new EventStopped(Reason: null, now, request.AtOnce is true),
            ChangeActions.Cancel => new EventCancelled(Reason: null, now, request.AtOnce is true),
            _ => ChangeEvent.Changed(state, request.Change!, announcements.Value, notice, now),
        };

    /// <summary>What would have to be told now; null when nothing, because it is planned only shortly before its start, or is over for long.</summary>
    private static PlannedEvent? Decided(DrEvent after, PlanNow? planned, DateTimeOffset now)
    {
        if (planned is not null && after.IsActive)
            return PlannedEvent.Of(DrEvent.Fold(after, after.Id, new EventPlanned(planned.Plan, now))!, planned.Plan);
        if (planned is not null && after.AnnounceAt <= now)
        {
            var plan = Turns.Announced(after, planned.Candidates, now);
            return PlannedEvent.Of(DrEvent.Fold(after, after.Id, new EventAnnounced(plan, now))!, plan);
        }
        return after.HasToTell ? PlannedEvent.Of(after, plan: null) : null;
    }

    private static async Task<(List<WouldTell> Told, List<OtherEventGets> Others)> ToldAsync(
        IQuerySession session,
        PlannedEvent decided,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var participants = await session.ParticipantsAsync(decided.Event.Id, cancellation);
        var orders = TellVens.All(decided, participants).SelectMany(page => page.Orders).ToList();
        var calls = await ReadCalls.ReadAsync(session, decided.Event, orders, now, cancellation);
        return WouldTell.Of(decided.Event.Id, calls, now);
    }

    private static ToldVen View(WouldTell t, string name) =>
        new(t.VenId, name, t.What, t.FromKw, t.ToKw, t.Reason, t.Until, t.ReturnSeconds);
}

public static class ChangeActions
{
    public const string Change = "change";
    public const string Stop = "stop";
    public const string Cancel = "cancel";
}
