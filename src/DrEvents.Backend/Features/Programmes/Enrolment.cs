using JasperFx.Events;
using Marten.Events.Projections;

namespace DrEvents.Backend.Features.Programmes;

/// <summary>A VEN's part in a programme, with the history of its consents.</summary>
/// <param name="Id">Programme and VEN.</param>
/// <param name="IsIn">Whether it takes part now.</param>
public sealed record Enrolment(string Id, string ProgrammeId, string VenId, bool IsIn, IReadOnlyList<EnrolmentTime> Times)
{
    public static string IdOf(string programmeId, string venId) => $"{programmeId}/{venId}";

    /// <summary>Of whose part in which programme an event is; null for other events.</summary>
    public static string? IdOf(object stored) =>
        stored switch
        {
            VenEnrolled e => IdOf(e.ProgrammeId, e.VenId),
            VenLeft e => IdOf(e.ProgrammeId, e.VenId),
            _ => null,
        };

    public static Enrolment? Fold(Enrolment? state, string id, object stored) =>
        stored switch
        {
            VenEnrolled e => (state ?? new Enrolment(id, e.ProgrammeId, e.VenId, false, [])).After(e),
            VenLeft e => state?.After(e),
            _ => state,
        };

    public EnrolmentView View() => new(VenId, IsIn, Times);

    public Enrolment After(VenEnrolled e) =>
        this with
        {
            IsIn = true,
            Times = [.. Times, new EnrolmentTime(e.At, e.ConsentBy, e.ConsentReference, e.By)],
        };

    public Enrolment After(VenLeft e) =>
        this with
        {
            IsIn = false,
            Times = [.. Times.Select(t => t.IsOpen ? t with { Until = e.At, Why = e.Why, LeftBy = e.By } : t)],
        };
}

/// <summary>
/// Keeps one document for each VEN of a programme, in the transaction that enrols it: a programme of ten thousand homes is one stream, and none of its
/// states may hold them all.
/// </summary>
public sealed partial class EnrolmentProjection : MultiStreamProjection<Enrolment, string>
{
    public EnrolmentProjection()
    {
        Name = "Enrolments";
        IncludeType<VenEnrolled>();
        IncludeType<VenLeft>();
        Identity<VenEnrolled>(e => Enrolment.IdOf(e.ProgrammeId, e.VenId));
        Identity<VenLeft>(e => Enrolment.IdOf(e.ProgrammeId, e.VenId));
    }

    public override Enrolment? Evolve(Enrolment? snapshot, string id, IEvent e) => Enrolment.Fold(snapshot, id, e.Data);
}

public static class ReadEnrolments
{
    /// <summary>The VENs that take part in the programme, by their ids; in any that is open, where none is named.</summary>
    public static async Task<HashSet<string>> EnrolledAsync(this IQuerySession session, string? programmeId, CancellationToken cancellation)
    {
        string[] programmes = programmeId is not null
            ? [programmeId]
            : [.. await session.Query<Programme>().Where(p => p.ClosedAt == null).Select(p => p.ProgrammeId).ToListAsync(cancellation)];
        if (programmes.Length == 0)
            return [];
        var enrolled = session.Query<Enrolment>().Where(e => e.IsIn && e.ProgrammeId.IsOneOf(programmes)).Select(e => e.VenId);
        return [.. await enrolled.ToListAsync(cancellation)];
    }
}
