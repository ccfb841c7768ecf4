using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Programmes;

[Middleware(typeof(KnownVen))]
public static class GetVenProgrammes
{
    /// <summary>Lists the programmes that a VEN takes part in, or did, with the history of its consents.</summary>
    [WolverineGet("/api/vens/{venId}/programmes")]
    [Needs(Need.Read)]
    public static async Task<IReadOnlyList<VenProgrammeView>> Get(
        string venId,
        [NotBody] Ven? ven,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        var enrolments = await session
            .Query<Enrolment>()
            .Where(e => e.VenId == ven!.VenId)
            .OrderBy(e => e.ProgrammeId)
            .ToListAsync(cancellation);
        var programmes = await session.LoadManyAsync<Programme>(cancellation, enrolments.Select(e => Programme.StreamOf(e.ProgrammeId)));
        var byId = programmes.ToDictionary(p => p.ProgrammeId);
        return [.. enrolments.Select(e => View(e, byId[e.ProgrammeId]))];
    }

    private static VenProgrammeView View(Enrolment enrolment, Programme programme) =>
        new(programme.ProgrammeId, programme.Name, programme.IsOpen, enrolment.IsIn, enrolment.Times);
}
