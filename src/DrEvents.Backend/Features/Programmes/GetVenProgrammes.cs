using System.Security.Claims;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Programmes;

[Middleware(typeof(KnownVen))]
public static class GetVenProgrammes
{
    /// <summary>Lists the programmes that a VEN takes part in, or did, with the history of its consents.</summary>
    [WolverineGet("/api/vens/{venId}/programmes")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<IReadOnlyList<VenProgrammeView>> Get(
        string venId,
        [NotBody] Ven? ven,
        ClaimsPrincipal user,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        var own = OfCaller.Programmes(user);
        var all = await session.Query<Enrolment>().Where(e => e.VenId == ven!.VenId).OrderBy(e => e.ProgrammeId).ToListAsync(cancellation);
        var enrolments = all.Where(e => own?.Contains(e.ProgrammeId) != false).ToList();
        var programmes = await session.LoadManyAsync<Programme>(cancellation, enrolments.Select(e => Programme.StreamOf(e.ProgrammeId)));
        var byId = programmes.ToDictionary(p => p.ProgrammeId);
        return [.. enrolments.Select(e => View(e, byId[e.ProgrammeId]))];
    }

    private static VenProgrammeView View(Enrolment enrolment, Programme programme) =>
        new(programme.ProgrammeId, programme.Name, programme.IsOpen, enrolment.IsIn, enrolment.Times);
}
