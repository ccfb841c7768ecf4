using System.Security.Claims;
using DrEvents.Backend.Features.Access;

namespace DrEvents.Backend.Features.Programmes;

/// <summary>What there is to a caller who is bounded to programmes.</summary>
public static class OfCaller
{
    /// <summary>The programmes of his in which he may do what his request needs; null for the whole installation.</summary>
    public static IReadOnlyList<string>? Programmes(ClaimsPrincipal user) => Caller.Of(user)?.Programmes;

    /// <summary>403 where a request names a programme of his in which his role does not allow what the request needs.</summary>
    public static ProblemDetails? RefusedIn(ClaimsPrincipal user, string? programme) =>
        programme is not null
        && Caller.Of(user) is { Programmes: { } own } caller
        && !own.Contains(programme)
        && caller.ReachOf(Need.Read)?.Contains(programme) == true
            ? NotAllowed.In($"programme {programme}", caller)
            : null;

    /// <summary>The VENs that take part in programmes of his that are open; null for all VENs.</summary>
    public static async Task<HashSet<string>?> VensOfAsync(
        this IQuerySession session,
        ClaimsPrincipal user,
        CancellationToken cancellation
    ) => Programmes(user) is { } own ? await session.VensOfAsync(own, cancellation) : null;

    /// <summary>The VENs that take part in those of these programmes that are open.</summary>
    public static async Task<HashSet<string>> VensOfAsync(
        this IQuerySession session,
        IReadOnlyList<string> own,
        CancellationToken cancellation
    )
    {
        var open = await OpenAsync(session, own, cancellation);
        if (open.Length == 0)
            return [];
        var vens = session.Query<Enrolment>().Where(e => e.IsIn && e.ProgrammeId.IsOneOf(open)).Select(e => e.VenId);
        return [.. await vens.ToListAsync(cancellation)];
    }

    /// <summary>Whether a VEN takes part in one of these programmes that is open.</summary>
    public static async Task<bool> IsOfAsync(
        this IQuerySession session,
        IReadOnlyList<string> own,
        string venId,
        CancellationToken cancellation
    )
    {
        var enrolments = await session.LoadManyAsync<Enrolment>(cancellation, own.Select(p => Enrolment.IdOf(p, venId)));
        var isIn = enrolments.Where(e => e.IsIn).Select(e => e.ProgrammeId).ToList();
        return isIn.Count > 0 && (await OpenAsync(session, isIn, cancellation)).Length > 0;
    }

    /// <summary>Names what an event may not be meant for, as its programme and its VENs are not the caller's.</summary>
    public static async Task<FieldErrors> CheckReachAsync(
        this FieldErrors errors,
        IQuerySession session,
        ClaimsPrincipal user,
        EventTargets? targets,
        CancellationToken cancellation
    )
    {
        if (Programmes(user) is not { } own || !errors.None)
            return errors;
        const string field = "targets.programme";
        if (targets?.Programme is not { } programme)
            return errors.If(true, field, $"is missing: {Caller.Of(user)!.Name} is bounded to {string.Join(", ", own)}");
        if (!own.Contains(programme))
            return errors.If(true, field, "names no programme");
        if (targets.VenIds is not { Count: > 0 } named)
            return errors;
        var enrolments = await session.LoadManyAsync<Enrolment>(cancellation, named.Select(v => Enrolment.IdOf(programme, v)));
        var known = enrolments.Where(e => e.IsIn).Select(e => e.VenId).ToHashSet();
        var other = named.FirstOrDefault(v => !known.Contains(v));
        return errors.If(other is not null, "targets.venIds", $"holds {other}, which does not take part in programme {programme}");
    }

    /// <summary>Those that are no programmes.</summary>
    public static async Task<IReadOnlyList<string>> UnknownAsync(
        IQuerySession session,
        IReadOnlyList<string> programmes,
        CancellationToken cancellation
    )
    {
        var asked = programmes.Where(ProgrammeRules.IsId).Select(Programme.StreamOf);
        var found = (await session.LoadManyAsync<Programme>(cancellation, asked)).Select(p => p.ProgrammeId).ToHashSet();
        return [.. programmes.Where(p => !found.Contains(p))];
    }

    private static async Task<string[]> OpenAsync(
        IQuerySession session,
        IReadOnlyList<string> programmes,
        CancellationToken cancellation
    ) =>
        [
            .. (await session.LoadManyAsync<Programme>(cancellation, programmes.Select(Programme.StreamOf)))
                .Where(p => p.IsOpen)
                .Select(p => p.ProgrammeId),
        ];
}
