using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Persons;

/// <summary>Erase what was asked for.</summary>
/// <param name="Stream">The erasure's.</param>
public sealed record ErasePerson(string Stream);

public static class EraseWhenAskedHandler
{
    public static ErasePerson Handle(Stored<ErasureAsked> asked) => new(asked.Stream);
}

/// <summary>
/// Erases what was asked for, in two steps: Marten masks the stored events, all in one transaction; then documents are made anew from them, or deleted, with the
/// record that it was done. A process that is killed in between leaves the message, and whoever gets it again finds the events masked and goes on.
/// </summary>
public static class ErasePersonHandler
{
    /// <summary>A user may have done something a hundred thousand times.</summary>
    private const int LongestS = 600;
    private const int AtOnce = 500;

    [MessageTimeout(LongestS)]
    public static async Task Handle(
        ErasePerson asked,
        IDocumentStore store,
        IDocumentSession session,
        HomeScope homes,
        VenDirectory directory,
        TimeProvider clock,
        ILogger<ErasePerson> log,
        CancellationToken cancellation
    )
    {
        // Another node, or a message that comes again, waits here.
        await session.HoldAsync(asked.Stream, cancellation);
        if (await session.LoadAsync<Erasure>(asked.Stream, cancellation) is not { DoneAt: null } erasure)
            return;
        var (person, id) = Erasure.Parse(asked.Stream);
        var user = person == PersonKinds.User ? await Users.FindAsync(session, id, cancellation) : null;
        var isHome = person == PersonKinds.Home;
        var scope =
            user is not null ? await UserScope.ReadAsync(session, user, cancellation)
            : isHome ? await homes.ReadAsync(session, id, cancellation)
            : await OtherScope.ReadAsync(
                session,
                id,
                await OtherScope.AskedAsync(session, asked.Stream, cancellation),
                clock.GetUtcNow(),
                cancellation
            );
        if (isHome && await IsBackAsync(session, id, cancellation))
        {
            log.LogWarning(
                "What names the home of VEN {Ven} is not erased: it is there again, or called. Ask again when it is removed",
                id
            );
            return;
        }
        // By what is masked next they are found no more.
        await store.SaveAsync(s => s.ForgetMessages(scope.Texts), cancellation);
        await MaskEvents.ApplyAsync(store, scope, cancellation);
        await MakeDocumentsAsync(session, scope, cancellation);
        foreach (var deletion in scope.Deletions)
            deletion.Queue(session);
        session.ForgetMessages(scope.Texts);
        var now = clock.GetUtcNow();
        if (!isHome)
        {
            await session.HoldAsync(AccessStream.Id, cancellation);
            object happened = user is null ? new NameErased(id, erasure.By, now) : new UserErased(id, erasure.By, now);
            session.Events.Append(AccessStream.Id, happened);
        }
        session.Events.Append(asked.Stream, new PersonErased(erasure.Why, erasure.By, erasure.Events, erasure.Documents, now));
        directory.Forget(id);
    }

    /// <summary>Somebody may have registered the VEN again since it was asked for: what names him is not to be erased. None comes back while it is looked at.</summary>
    private static async Task<bool> IsBackAsync(IDocumentSession session, string venId, CancellationToken cancellation)
    {
        await session.LockStreamsAsync([Ven.StreamOf(venId)], cancellation);
        var busy = await HomeIsBusy.OfAsync(session, venId, cancellation);
        return await session.LoadAsync<Ven>(Ven.StreamOf(venId), cancellation) is { Removed: false }
            || busy.InEvent is not null
            || busy.InProgramme is not null;
    }

    private static async Task MakeDocumentsAsync(IDocumentSession session, ErasureScope scope, CancellationToken cancellation)
    {
        foreach (var state in session.DocumentStore.Options.States())
        {
            foreach (var page in scope.Streams.Where(state.IsOf).Chunk(AtOnce))
                await state.BuildAsync(session, page, cancellation);
        }
        await MakeEnrolmentsAsync(session, scope, cancellation);
        await MakeAcknowledgementsAsync(session, scope, cancellation);
    }

    private static async Task MakeEnrolmentsAsync(IDocumentSession session, ErasureScope scope, CancellationToken cancellation)
    {
        var ids = scope.Events.Select(e => Enrolment.IdOf(e.Data)).OfType<string>().ToHashSet();
        string[] programmes = [.. scope.Streams.Where(s => s.StartsWith(Programme.Prefix, StringComparison.Ordinal))];
        if (ids.Count == 0 || programmes.Length == 0)
            return;
        var made = new Dictionary<string, Enrolment>();
        foreach (var e in await session.EventsOfAsync(programmes, [typeof(VenEnrolled), typeof(VenLeft)], cancellation))
        {
            if (Enrolment.IdOf(e.Data) is { } id && ids.Contains(id) && Enrolment.Fold(made.GetValueOrDefault(id), id, e.Data) is { } state)
                made[id] = state;
        }
        session.StoreAll(made.Values, e => e.Id);
    }

    private static async Task MakeAcknowledgementsAsync(IDocumentSession session, ErasureScope scope, CancellationToken cancellation)
    {
        string[] streams = [.. scope.Events.Where(e => e.Data is AckReceived).Select(e => e.StreamKey!).Distinct()];
        if (streams.Length == 0)
            return;
        var stored = await session.EventsOfAsync(streams, [typeof(AckReceived)], cancellation);
        session.StoreAll([.. stored.Select(Acknowledgement.From).OfType<Acknowledgement>()], a => a.Id);
    }
}
