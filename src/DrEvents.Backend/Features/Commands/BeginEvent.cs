using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Backend.Features.Commands;

/// <summary>An event began: what was made ready goes out at once, and whoever was not made ready or changed meanwhile is decided on now.</summary>
public static class BeginEventHandler
{
    private const int ReadPage = 500;

    private sealed record Row(string Id, string VenId, string Status, string? NewestId);

    public static async Task<OutgoingMessages> Handle(
        Stored<EventActivated> began,
        IQuerySession session,
        ReadyCommands ready,
        CommandSender sender,
        Pressure pressure,
        CommandMetrics metrics,
        CancellationToken cancellation
    )
    {
        using var urgent = pressure.BeginCommands();
        var eventId = began.Stream;
        Tracing.About(eventId);
        metrics.Started(TimeSpan.FromMilliseconds(began.Event.LateByMs));
        if (await session.LoadAsync<DrEvent>(eventId, cancellation) is not { IsActive: true } state)
            return [];
        if (state.PlannedAt is null)
            return [new PlanEvent(eventId)];
        var remembered = ready.Take(eventId);
        var rows = await session.PartsAsync<Row>([eventId], cancellation);
        var pending = rows.FindAll(r => r.Status == ParticipationStatus.Pending);
        sender.Send([.. pending.Where(r => IsThis(r, remembered)).Select(r => remembered[r.VenId])]);
        // Made ready by another node, or by a process that ended since.
        foreach (var page in pending.Where(r => !IsThis(r, remembered)).Chunk(ReadPage))
        {
            var participations = await session.LoadManyAsync<Participation>(cancellation, page.Select(r => r.Id));
            sender.Send([.. participations.Where(p => p.Newest is { IsOpen: true }).Select(p => OutgoingCommand.From(p.Id, p.Newest!))]);
        }
        var planned = (await PlannedEvent.ReadAsync(session, [eventId], cancellation))[eventId];
        var settled = rows.Where(r => r.Status is not (ParticipationStatus.Announced or ParticipationStatus.Displaced))
            .Select(r => r.VenId);
        return [.. TellVens.Later(state, planned.SharesKw.Keys.Except(settled).Order(StringComparer.Ordinal).Select(planned.OrderFor))];
    }

    private static bool IsThis(Row row, IReadOnlyDictionary<string, OutgoingCommand> remembered) =>
        remembered.TryGetValue(row.VenId, out var command) && command.Id == row.NewestId;
}
