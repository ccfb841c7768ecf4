using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Commands;

/// <summary>A VEN that is removed while events hold it, or are announced to it, is told to restore, and its part in them ends.</summary>
public static class EndPartsOfRemovedHandler
{
    private const string Reason = "the VEN was removed";

    public static async Task<PublishCommands> Handle(
        Stored<VenRemoved> removed,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        await session.LockStreamsAsync([removed.Stream], cancellation);
        var now = clock.GetUtcNow();
        return await TakeVenOut.OfEventsAsync(
            session,
            Ven.VenOf(removed.Stream)!,
            (owner, part) => TakeVenOut.End(owner, part, Reason, now),
            cancellation
        );
    }
}

/// <summary>A VEN that becomes exempt while events hold it, or are announced to it, is told to restore at once, and its part in them ends.</summary>
public static class EndPartsOfExemptHandler
{
    private const string Reason = "the VEN is exempt";

    public static async Task<OutgoingMessages> Handle(
        Stored<VenExempted> exempted,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        await session.LockStreamsAsync([exempted.Stream], cancellation);
        var now = clock.GetUtcNow();
        // Ended again meanwhile, it may have been planned again.
        if (await session.LoadAsync<Ven>(exempted.Stream, cancellation) is not { } ven || !ven.IsExemptAt(now))
            return [];
        await ExpireAsync(session, ven.VenId, now, cancellation);
        var ended = await TakeVenOut.OfEventsAsync(
            session,
            ven.VenId,
            (owner, part) => TakeVenOut.End(owner, part, Reason, now),
            cancellation
        );
        // What somebody had it shed outside of events is in no part, and ends too.
        var (_, stored, restore) = DirectCommand.Send(ven.VenId, new SendCommandRequest(CommandOps.Restore), now);
        await StreamAppends.AppendAsync(session, stored.Events.Select(e => (stored.Stream, e)), cancellation);
        return [ended, restore];
    }

    /// <summary>Takes back what it was told outside of events and has not answered: sent again, it would come after the restore.</summary>
    private static async Task ExpireAsync(IDocumentSession session, string venId, DateTimeOffset now, CancellationToken cancellation)
    {
        var open = await session
            .Query<Participation>()
            .Where(p => p.VenId == venId && p.EventId == null && p.NextDueAt != null)
            .Select(p => p.Id)
            .ToListAsync(cancellation);
        var expired =
            from participation in await session.LockAsync<Participation>([.. open], cancellation)
            from command in participation.Commands
            where command.IsOpen && ExemptVens.TakesPower(AskedBy(command))
            select (participation.Id, (object)new CommandExpired(command.CorrelationId, now));
        await StreamAppends.AppendAsync(session, expired, cancellation);
    }

    private static SendCommandRequest AskedBy(CommandLife command) =>
        new(
            command.Op,
            Enabled: command.Order?.Enabled,
            CapacityKw: command.Order?.CapacityKw,
            TargetPowerKw: command.Order?.TargetPowerKw
        );
}

/// <summary>A VEN that leaves a programme while events of it hold it is told to restore at once, and its part in them ends.</summary>
public static class EndPartsOfLeftHandler
{
    private const string Reason = "the VEN left the programme";

    public static async Task<PublishCommands> Handle(
        Stored<VenLeft> left,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (programmeId, venId) = (left.Event.ProgrammeId, left.Event.VenId);
        await session.LockStreamsAsync([Ven.StreamOf(venId)], cancellation);
        // Enrolled again meanwhile, it may have been planned again.
        if (await session.LoadAsync<Enrolment>(Enrolment.IdOf(programmeId, venId), cancellation) is { IsIn: true })
            return new PublishCommands([]);
        var now = clock.GetUtcNow();
        return await TakeVenOut.OfEventsAsync(
            session,
            venId,
            (owner, part) => owner.Targets?.Programme == programmeId ? TakeVenOut.End(owner, part, Reason, now) : null,
            cancellation
        );
    }
}

/// <summary>A VEN that is disabled takes no part in what has not begun: what was made ready for it is taken back. A part that began goes on.</summary>
public static class WithdrawFromDisabledHandler
{
    public static async Task<PublishCommands> Handle(
        Stored<VenChanged> changed,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (changed.Event.Enabled)
            return new PublishCommands([]);
        await session.LockStreamsAsync([changed.Stream], cancellation);
        // Enabled again meanwhile, it may have been planned again.
        if (await session.LoadAsync<Ven>(changed.Stream, cancellation) is not { Enabled: false } ven)
            return new PublishCommands([]);
        var now = clock.GetUtcNow();
        return await TakeVenOut.OfEventsAsync(session, ven.VenId, Withdraw, cancellation);

        object? Withdraw(DrEvent owner, Participation participation) =>
            participation.IsReady(now) ? Reconcile.Withdraw(owner, participation, now, SkipReasons.Disabled) : null;
    }
}

internal static class TakeVenOut
{
    /// <summary>Ends its part: what was made ready is taken back, what it sheds is given back at once.</summary>
    public static object End(DrEvent owner, Participation participation, string reason, DateTimeOffset now) =>
        participation.Status == ParticipationStatus.Displaced ? new ParticipationEnded(reason, now)
        : participation.IsReady(now) ? Reconcile.Withdraw(owner, participation, now, reason)
        // Nobody waits for its return.
        : Reconcile.Restore(owner, participation, now, reason) with { ReturnSeconds = 0 };

    /// <summary>Stores what becomes of each part that the VEN, which is locked, has or may still get; null where it stays as it is.</summary>
    public static async Task<PublishCommands> OfEventsAsync(
        IDocumentSession session,
        string venId,
        Func<DrEvent, Participation, object?> decide,
        CancellationToken cancellation
    )
    {
        var decided = new List<(string Stream, object Event)>();
        var streams = await session.UnsettledAsync([venId], cancellation);
        foreach (var participation in await session.LockAsync<Participation>([.. streams], cancellation))
        {
            var owner = await session.LoadAsync<DrEvent>(participation.EventId!, cancellation);
            if (decide(owner!, participation) is { } stored)
                decided.Add((participation.Id, stored));
        }
        await StreamAppends.AppendAsync(session, decided, cancellation);
        return PublishCommands.Among(decided);
    }
}
