using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Programmes;

namespace DrEvents.Backend.Features.Planning;

/// <summary>Who an event may call by its programme: the VENs that take part in it; or, of an event without one, those that take part in none.</summary>
/// <param name="Limits">What the programme's terms limit for each VEN; null for nothing.</param>
public sealed record Members(bool HasProgramme, HashSet<string> Enrolled, HomeLimits? Limits)
{
    public static async Task<Members> ReadAsync(IQuerySession session, string? programmeId, CancellationToken cancellation)
    {
        var enrolled = await session.EnrolledAsync(programmeId, cancellation);
        var terms = programmeId is null ? null : (await session.ProgrammeAsync(programmeId, cancellation))?.Terms;
        return new Members(programmeId is not null, enrolled, terms?.Limits);
    }

    /// <summary>Why it may not; null when it may.</summary>
    public string? Skip(string venId) =>
        HasProgramme == Enrolled.Contains(venId) ? null
        : HasProgramme ? SkipReasons.NotEnrolled
        : SkipReasons.OfProgramme;
}

public static class ReadLimitsOfProgrammes
{
    /// <summary>What the programmes of these events limit for each VEN, by their ids; those that limit nothing are not in it.</summary>
    public static async Task<Dictionary<string, HomeLimits>> LimitsOfProgrammesAsync(
        this IQuerySession session,
        IEnumerable<DrEvent> events,
        CancellationToken cancellation
    )
    {
        string[] ids = [.. events.Select(e => e.Targets?.Programme).OfType<string>().Distinct().Select(Programme.StreamOf)];
        if (ids.Length == 0)
            return [];
        var programmes = await session.LoadManyAsync<Programme>(cancellation, ids);
        return programmes.Where(p => p.Terms.Limits is not null).ToDictionary(p => p.ProgrammeId, p => p.Terms.Limits!);
    }
}
