using System.Globalization;

namespace DrEvents.Measurement.Proof;

/// <summary>What was done to a chain.</summary>
public enum ChainFault
{
    /// <summary>A link's entry or hash is not what it was.</summary>
    Changed,

    /// <summary>A link is not there, or another one stands in its place.</summary>
    Removed,

    /// <summary>A link is there that the chain goes on without.</summary>
    Inserted,

    /// <summary>Links are there in another order.</summary>
    Reordered,
}

/// <summary>Whether a chain is what it was when it was made.</summary>
/// <param name="Fault">What was done to it; null where it holds.</param>
/// <param name="Place">The first place that differs, from 1 on.</param>
/// <param name="Problem">The same in words.</param>
public sealed record ChainVerdict(ChainFault? Fault, int? Place, string? Problem)
{
    private static readonly ChainVerdict Good = new(null, null, null);

    public bool Holds => Fault is null;

    /// <summary>Verifies a chain from its begin.</summary>
    /// <param name="head">Where it ended when it was looked at before; without it, links that are cut off at the end and a chain that was made anew do not show.</param>
    public static ChainVerdict Of(IReadOnlyList<ChainLink> links, ChainHead? head = null)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal) { [HashChain.Genesis] = 0 };
        for (var i = 0; i < links.Count; i++)
            places.TryAdd(links[i].Hash, i + 1);
        var last = HashChain.Genesis;
        for (var i = 0; i < links.Count; i++)
        {
            if (FaultAt(links, i, last, places) is { } fault)
                return fault;
            last = links[i].Hash;
        }
        return head is null ? Good : AtEnd(links, last, head, places);
    }

    private static ChainVerdict? FaultAt(IReadOnlyList<ChainLink> links, int i, string last, Dictionary<string, int> places)
    {
        var link = links[i];
        // The chain goes on without it.
        var isSkipped = i + 1 < links.Count && links[i + 1].Previous == last && HashChain.HoldsItself(links[i + 1]);
        if (!HashChain.HoldsItself(link))
            return isSkipped && link.Previous != last
                ? Found(ChainFault.Inserted, i + 1, "was inserted: the chain goes on without it")
                : Found(ChainFault.Changed, i + 1, "was changed: its hash is not that of its entry");
        if (link.Previous == last)
            return null;
        var isHere = places.TryGetValue(link.Previous, out var place);
        if (isHere && place > i + 1)
            return Found(ChainFault.Reordered, i + 1, $"stands before the link that it follows, {Number(place)}");
        // Two links follow the same one. The last of a chain is more likely to be put in than all of those before it.
        if (isSkipped || isHere && i + 1 == links.Count && i - place > 1)
            return Found(ChainFault.Inserted, i + 1, "was inserted: the chain goes on without it");
        return isHere
            ? Found(ChainFault.Inserted, place + 1, "was inserted: the chain goes on without it")
            : Found(ChainFault.Removed, i + 1, "follows a link that is not here: that was removed, or another one stands in its place");
    }

    private static ChainVerdict AtEnd(IReadOnlyList<ChainLink> links, string last, ChainHead head, Dictionary<string, int> places) =>
        links.Count == head.Links && last == head.Hash ? Good
        : links.Count < head.Links ? Found(ChainFault.Removed, links.Count + 1, $"is not there: the chain had {Number(head.Links)} links")
        : places.TryGetValue(head.Hash, out var place) && place == head.Links
            ? Found(ChainFault.Inserted, place + 1, $"was added: the chain ended after {Number(place)} links")
        : Found(ChainFault.Changed, Math.Max(1, head.Links), "is another one: the chain was made anew");

    private static ChainVerdict Found(ChainFault fault, int place, string problem) => new(fault, place, $"link {Number(place)} {problem}");

    private static string Number(int place) => place.ToString(CultureInfo.InvariantCulture);
}
