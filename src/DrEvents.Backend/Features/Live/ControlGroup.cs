using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

/// <summary>
/// VENs that an event does not call: how their use has moved since the half hour before the event began tells how that of the called ones would have moved.
/// It goes by whole five minutes, as single readings of a few homes say little.
/// </summary>
public sealed class ControlGroup
{
    /// <summary>As long as the window of a sealed baseline, and half of it has to be known.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(30);
    private const int BeforeMin = 3;

    /// <summary>What is older says nothing of now.</summary>
    public static readonly TimeSpan KnownFor = 2 * Interval.Length;

    private readonly bool _isWhole;

    /// <summary>Of each VEN, in the order of their ids, what it used before, and its five minutes since then.</summary>
    private readonly List<(double BeforeKw, List<FreeUse> Since)> _vens;

    private ControlGroup(bool isWhole, List<(double, List<FreeUse>)> vens) => (_isWhole, _vens) = (isWhole, vens);

    /// <summary>The times of which something has to be known.</summary>
    public static TimeRange Needed(DrEvent owner)
    {
        var began = Interval.StartOf(owner.ActivatedAt ?? owner.StartTime, Interval.Length);
        return new TimeRange(began - Before, owner.EndedAt ?? owner.EndTime);
    }

    /// <summary>The half hour before and the newest time: all that <see cref="Now"/> needs, however long the event.</summary>
    /// <param name="heardAt">When the newest reading of any of them came.</param>
    public static IReadOnlyList<TimeRange> NeededNow(DrEvent owner, DateTimeOffset heardAt)
    {
        var (from, end) = Needed(owner);
        // Clocks of two nodes differ.
        var newest = heardAt - KnownFor - Interval.Length;
        return newest <= from + Before ? [new TimeRange(from, end)] : [new TimeRange(from, from + Before), new TimeRange(newest, end)];
    }

    /// <param name="isWhole">Whether all five minutes of the event are among these.</param>
    public static ControlGroup Of(DrEvent owner, IEnumerable<FreeUse> uses, bool isWhole = true)
    {
        var (from, end) = Needed(owner);
        var began = from + Before;
        var vens = new List<(double, List<FreeUse>)>();
        foreach (var ven in uses.GroupBy(u => u.VenId).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var inOrder = ven.Where(u => u.Start >= from && u.Start < end).OrderBy(u => u.Start).ToList();
            var before = inOrder.Where(u => u.Start < began).ToList();
            if (before.Count >= BeforeMin)
                vens.Add((before.Average(u => u.Kw), inOrder.FindAll(u => u.Start >= began)));
        }
        return new ControlGroup(isWhole, vens);
    }

    /// <summary>The same from what was folded.</summary>
    public static ControlGroup Of(DrEvent owner, ControlGroupSealed chosen, LiveFold fold)
    {
        var ids = chosen.VenIds.ToHashSet();
        var closed = fold
            .Closed.Values.Where(i => ids.Contains(i.VenId) && i.FreeKw is not null)
            .Select(i => new FreeUse(i.VenId, i.Start, i.FreeKw!.Value));
        var open = chosen.VenIds.Select(fold.Vens.GetValueOrDefault).OfType<VenLive>();
        return Of(owner, closed.Concat(open.Select(v => v.OpenUse).OfType<FreeUse>()));
    }

    public Drift Now(DateTimeOffset now) =>
        Drift.Of(_vens.Select(v => (v.Since.FindLast(u => u.Start > now - KnownFor)?.Kw, (double?)v.BeforeKw)));

    /// <summary>In the five minutes that begin then.</summary>
    public Drift At(DateTimeOffset start) => Drift.Of(_vens.Select(v => (v.Since.Find(u => u.Start == start)?.Kw, (double?)v.BeforeKw)));

    /// <summary>In the mean over the event; unknown where only the newest time was read.</summary>
    public Drift Mean() =>
        _isWhole
            ? Drift.Of(_vens.Select(v => (v.Since.Count > 0 ? v.Since.Average(u => u.Kw) : (double?)null, (double?)v.BeforeKw)))
            : Drift.None;
}

public static class ReadControlGroups
{
    private sealed record OpenRow(string Id, DateTimeOffset? HeardAt, DateTimeOffset? OpenStart, double? OpenFreeKw);

    /// <summary>That of an event; null where it has none.</summary>
    /// <param name="isWhole">See the other.</param>
    public static async Task<ControlGroup?> ControlGroupAsync(
        this IQuerySession session,
        DrEvent owner,
        bool isWhole,
        CancellationToken cancellation
    ) =>
        (await ControlGroupSealed.ReadAsync(session, [owner.Id], cancellation)).GetValueOrDefault(owner.Id) is { } chosen
            ? await session.ControlGroupAsync(owner, chosen, isWhole, cancellation)
            : null;

    /// <summary>
    /// The same where it is known who they are. Of an event that runs only the newest time is read, as nothing shows a mean of it and it is read every few
    /// seconds.
    /// </summary>
    /// <param name="isWhole">Whether all of one that runs is read too.</param>
    public static async Task<ControlGroup> ControlGroupAsync(
        this IQuerySession session,
        DrEvent owner,
        ControlGroupSealed chosen,
        bool isWhole,
        CancellationToken cancellation
    )
    {
        isWhole |= owner.IsOver;
        string[] ids = [.. chosen.VenIds];
        var open = await session.ColumnsAsync<VenLive, OpenRow, string>(nameof(VenLive.Id), ids, cancellation);
        var ranges = isWhole ? [ControlGroup.Needed(owner)] : ControlGroup.NeededNow(owner, open.Max(o => o.HeardAt) ?? owner.StartTime);
        var closed = await session.ValuesInRangesAsync<VenInterval>(
            (nameof(VenInterval.Start), nameof(VenInterval.VenId), nameof(VenInterval.FreeKw)),
            ids,
            [.. ranges.Select(r => (r.Start, r.End))],
            cancellation
        );
        return ControlGroup.Of(
            owner,
            [
                .. closed.Select(c => new FreeUse(c.Owner, c.At, c.Value)),
                .. open.Where(o => o is { OpenStart: not null, OpenFreeKw: not null })
                    .Select(o => new FreeUse(o.Id, o.OpenStart!.Value, o.OpenFreeKw!.Value)),
            ],
            isWhole
        );
    }
}
