using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Programmes;

/// <summary>A VEN that is removed leaves its programmes: who registers it again did not agree to them.</summary>
public static class LeaveWhenRemovedHandler
{
    private const string Reason = "the VEN was removed";
    private const string By = "removal";

    public static async Task Handle(Stored<VenRemoved> removed, IDocumentSession session, CancellationToken cancellation)
    {
        var venId = Ven.VenOf(removed.Stream)!;
        var enrolments = await session.Query<Enrolment>().Where(e => e.VenId == venId && e.IsIn).ToListAsync(cancellation);
        foreach (var programmeId in enrolments.Select(e => e.ProgrammeId).Order(StringComparer.Ordinal))
        {
            await session.HoldAsync(Programme.StreamOf(programmeId), cancellation);
            // He may have left meanwhile.
            if (await session.LoadAsync<Enrolment>(Enrolment.IdOf(programmeId, venId), cancellation) is { IsIn: true })
                session.Events.Append(Programme.StreamOf(programmeId), new VenLeft(programmeId, venId, Reason, By, removed.Event.At));
        }
    }
}
