using NodaTime;

namespace DrEvents.Measurement.Settlement;

/// <summary>Terms, and for whom they are: for the VENs and groups that they name, for events of programmes, or for all others where they name none of these.</summary>
/// <param name="Vens">Ids of VENs; null where none is named.</param>
/// <param name="Groups">Names of groups; null where none is named.</param>
/// <param name="Programmes">Ids of programmes, for whose events they are whoever gives; null where none is named.</param>
public sealed record AssignedTerms(
    SettlementTerms Terms,
    IReadOnlyList<string>? Vens = null,
    IReadOnlyList<string>? Groups = null,
    IReadOnlyList<string>? Programmes = null
)
{
    /// <summary>Whether they are for everybody who has no others.</summary>
    public bool AreForOthers => Vens is null && Groups is null && Programmes is null;
}

/// <summary>
/// All terms that there are. Of an event of a programme those that name it go before all others; those that name a VEN go before those of its groups, and these before those that name nobody; of each kind only those count
/// that hold at the event's start.
/// </summary>
public sealed class TermsBook
{
    private readonly ILookup<string, SettlementTerms> _ofVens;
    private readonly ILookup<string, SettlementTerms> _ofGroups;
    private readonly ILookup<string, SettlementTerms> _ofProgrammes;
    private readonly List<SettlementTerms> _ofOthers;
    private readonly Dictionary<string, SettlementTerms> _byId;

    /// <exception cref="ArgumentException">They contradict each other: see <see cref="ProblemOf"/>.</exception>
    public TermsBook(IReadOnlyList<AssignedTerms> all)
    {
        if (ProblemOf(all) is { } wrong)
            throw new ArgumentException($"terms.{wrong.Index}.{wrong.Field}: {wrong.Problem}", nameof(all));
        All = all;
        _ofVens = all.SelectMany(t => t.Vens ?? [], (t, venId) => (venId, t.Terms)).ToLookup(t => t.venId, t => t.Terms);
        _ofGroups = all.SelectMany(t => t.Groups ?? [], (t, group) => (group, t.Terms)).ToLookup(t => t.group, t => t.Terms);
        _ofProgrammes = all.SelectMany(t => t.Programmes ?? [], (t, id) => (id, t.Terms)).ToLookup(t => t.id, t => t.Terms);
        _ofOthers = [.. all.Where(t => t.AreForOthers).Select(t => t.Terms)];
        _byId = all.ToDictionary(t => t.Terms.Id, t => t.Terms);
        Currencies = [.. all.Select(t => t.Terms.Currency).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<AssignedTerms> All { get; }

    /// <summary>Those of all terms, in the order of their letters.</summary>
    public IReadOnlyList<string> Currencies { get; }

    /// <summary>The terms with this id; null where there are none.</summary>
    public SettlementTerms? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The terms of a VEN for an event that starts then. Neither terms nor a problem: there are none for it.</summary>
    /// <param name="programme">The one that the event belongs to; null for none.</param>
    public (SettlementTerms? Terms, string? Problem) Of(string venId, IEnumerable<string> groups, Instant start, string? programme = null)
    {
        if (programme is not null && _ofProgrammes[programme].FirstOrDefault(t => t.HoldAt(start)) is { } agreed)
            return (agreed, null);
        if (_ofVens[venId].FirstOrDefault(t => t.HoldAt(start)) is { } own)
            return (own, null);
        var ofGroups = groups
            .Order(StringComparer.Ordinal)
            .SelectMany(g => _ofGroups[g].Where(t => t.HoldAt(start)), (g, terms) => (Group: g, Terms: terms))
            .DistinctBy(t => t.Terms.Id)
            .ToList();
        return ofGroups.Count > 1
            ? (null, $"its groups give it different terms: {string.Join(", ", ofGroups.Select(t => $"{t.Terms.Id} by {t.Group}"))}")
            : (ofGroups.Count == 1 ? ofGroups[0].Terms : _ofOthers.Find(t => t.HoldAt(start)), null);
    }

    /// <summary>What is wrong with terms beside each other: which of them, from 0 on, with the field; null where nothing is.</summary>
    public static (int Index, string Field, string Problem)? ProblemOf(IReadOnlyList<AssignedTerms> all)
    {
        var (ids, held) = (new HashSet<string>(), new Dictionary<(string Kind, string Name), List<SettlementTerms>>());
        foreach (var (i, assigned) in all.Index())
        {
            var terms = assigned.Terms;
            if (terms.Problem is { } wrong)
                return (i, wrong.Field, wrong.Problem);
            if (!ids.Add(terms.Id))
                return (i, "id", $"{terms.Id} is the id of others too");
            var wrongNames =
                NamesProblem("vens", assigned.Vens)
                ?? NamesProblem("groups", assigned.Groups)
                ?? NamesProblem("programmes", assigned.Programmes);
            if (wrongNames is { } names)
                return (i, names.Field, names.Problem);
            if (assigned.Programmes is not null && (assigned.Vens ?? assigned.Groups) is not null)
                return (i, "programmes", "are named beside vens or groups: terms of a programme are for all who take part in it");
            foreach (var (kind, name) in Places(assigned))
            {
                if (!held.TryGetValue((kind, name), out var others))
                    held.Add((kind, name), others = []);
                if (others.Find(o => Overlap(o, terms)) is { } other)
                    return (i, kind, $"{(name.Length > 0 ? name : "everybody else")} has other terms at the same time: {other.Id}");
                others.Add(terms);
            }
        }
        return null;
    }

    private static IEnumerable<(string Kind, string Name)> Places(AssignedTerms assigned) =>
        assigned.AreForOthers
            ? [("validFrom", "")]
            :
            [
                .. (assigned.Vens ?? []).Select(v => ("vens", v)),
                .. (assigned.Groups ?? []).Select(g => ("groups", g)),
                .. (assigned.Programmes ?? []).Select(p => ("programmes", p)),
            ];

    private static bool Overlap(SettlementTerms a, SettlementTerms b) => !(a.ValidUntil <= b.ValidFrom) && !(b.ValidUntil <= a.ValidFrom);

    /// <summary>An empty list would be for nobody, and look as if it were for everybody.</summary>
    private static (string Field, string Problem)? NamesProblem(string field, IReadOnlyList<string>? names) =>
        names is null ? null
        : names.Count == 0 ? (field, "names nobody; without it the terms are for all others")
        : names.FirstOrDefault(n => !SettledIds.IsValid(n)) is { } || names.Any(n => n is null)
            ? (field, $"one of them {SettledIds.Expected}")
        : names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice ? (field, $"names {twice.Key} twice")
        : null;
}
