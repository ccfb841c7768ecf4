namespace DrEvents.Backend.Features.Programmes;

/// <summary>What homes take part in, and on which terms. State is the fold of its stream.</summary>
/// <param name="Id">Its stream.</param>
/// <param name="Vens">How many VENs take part.</param>
public sealed record Programme(
    string Id,
    string ProgrammeId,
    string Name,
    ProgrammeTerms Terms,
    int Vens,
    DateTimeOffset OpenedAt,
    string OpenedBy,
    DateTimeOffset? ClosedAt = null,
    string? ClosedWhy = null
)
{
    public const string Prefix = "programme/";

    public bool IsOpen => ClosedAt is null;

    public static string StreamOf(string programmeId) => Prefix + programmeId;

    public static Programme? Fold(Programme? state, string id, object stored) =>
        (state, stored) switch
        {
            (_, ProgrammeOpened e) => new Programme(id, id[Prefix.Length..], e.Name, e.Terms, 0, e.At, e.By),
            (null, _) => null,
            (_, ProgrammeChanged e) => state with { Name = e.Name, Terms = e.Terms },
            (_, ProgrammeClosed e) => state with { ClosedAt = e.At, ClosedWhy = e.Why },
            (_, VenEnrolled) => state with { Vens = state.Vens + 1 },
            (_, VenLeft) => state with { Vens = state.Vens - 1 },
            _ => state,
        };

    public ProgrammeView View() => new(ProgrammeId, Name, Terms, Vens, OpenedAt, OpenedBy, ClosedAt, ClosedWhy);
}

public static class ReadProgrammes
{
    public static Task<Programme?> ProgrammeAsync(this IQuerySession session, string programmeId, CancellationToken cancellation) =>
        session.LoadAsync<Programme>(Programme.StreamOf(programmeId), cancellation);
}
