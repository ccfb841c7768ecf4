using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Persons;

/// <summary>What erasures of homes, of users and of others have in common.</summary>
public static class AskForErasure
{
    public const int ReasonMax = 500;

    public static ProblemDetails Check(EraseRequest? request) =>
        request is null
            ? FieldErrors.NoBody
            : new FieldErrors()
                .If(string.IsNullOrWhiteSpace(request.Reason), "reason", "is missing")
                .Text(request.Reason, "reason", ReasonMax)
                .Answer;

    /// <summary>The reason is kept, so nothing in it may be what is erased.</summary>
    public static ProblemDetails ReasonNames(string named) =>
        new FieldErrors()
            .If(true, "reason", $"holds '{named}', which is to be erased, and the reason is kept: name a letter instead")
            .Answer;

    /// <summary>Stores that it was asked for, unless it was only looked, or there is nothing to erase.</summary>
    /// <param name="names">What somebody without an account is called; null for homes and users.</param>
    public static async Task<(ErasureView View, bool IsAsked)> AnswerAsync(
        IDocumentSession session,
        string stream,
        ErasureScope scope,
        EraseRequest request,
        string by,
        DateTimeOffset now,
        CancellationToken cancellation,
        IReadOnlyList<string>? names = null
    )
    {
        var counts = scope.Counts();
        if (request.DryRun)
            return (Erasure.ViewOf(stream, ErasureStates.WouldErase, counts), false);
        await session.HoldAsync(stream, cancellation);
        // Asked for again, also after something went wrong: what was done stays done.
        if (await session.LoadAsync<Erasure>(stream, cancellation) is { DoneAt: not null } done && counts.IsNone)
            return (done.View(), false);
        var asked = new ErasureAsked(request.Reason!.Trim(), by, counts.Events, counts.Documents, now, names);
        session.Events.Append(stream, asked);
        return (Erasure.Fold(null, stream, asked)!.View(), true);
    }

    public static async Task<ErasureView> ShownAsync(IQuerySession session, string stream, CancellationToken cancellation) =>
        (await session.LoadAsync<Erasure>(stream, cancellation))?.View() ?? Erasure.ViewOf(stream, ErasureStates.None, ErasedCounts.None);
}

/// <summary>Whether something still goes on with a home.</summary>
/// <param name="InEvent">The event that is not over and has it; null where none has.</param>
/// <param name="InProgramme">The programme that it takes part in; null where it takes part in none.</param>
/// <param name="IsMaking">The read model that is being made: it may have read what names the home. Null where none is.</param>
public sealed record HomeIsBusy(string? InEvent, string? InProgramme, string? IsMaking)
{
    public static async Task<HomeIsBusy> OfAsync(IQuerySession session, string venId, CancellationToken cancellation)
    {
        string[] events = [.. (await session.PartsOfVenAsync(venId, cancellation)).Select(p => p.EventId).OfType<string>()];
        var running = (await session.LoadManyAsync<DrEvent>(cancellation, events)).FirstOrDefault(e => !e.IsOver)?.Id;
        var enrolment = await session.Query<Enrolment>().FirstOrDefaultAsync(e => e.VenId == venId && e.IsIn, cancellation);
        var made = await session.Query<ReadModelBuild>().FirstOrDefaultAsync(b => b.Status == ReadModelBuild.Running, cancellation);
        return new HomeIsBusy(running, enrolment?.ProgrammeId, made?.Id);
    }

    public ProblemDetails Problem(Ven ven) =>
        !ven.Removed ? Problems.Conflict($"VEN {ven.VenId} is still there: remove it first")
        : InEvent is not null ? Problems.Conflict($"VEN {ven.VenId} has a part in event {InEvent}, which is not over")
        : InProgramme is not null ? Problems.Conflict($"VEN {ven.VenId} takes part in programme {InProgramme}: it has to leave first")
        : IsMaking is not null ? Problems.Conflict($"Read model {IsMaking} is being made: ask again when it is done")
        : Problems.None;
}
