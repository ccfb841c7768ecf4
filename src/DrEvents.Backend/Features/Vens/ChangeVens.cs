namespace DrEvents.Backend.Features.Vens;

public static class ChangeVens
{
    private const int VensMax = 1_000;
    private const string Enabled = "enabled";

    public static ProblemDetails Validate(ChangeVensRequest? request)
    {
        if (request is null)
            return FieldErrors.NoBody;
        var (venIds, groups, status) = request;
        var (add, remove) = (groups?.Add ?? [], groups?.Remove ?? []);
        return new FieldErrors()
            .If(venIds is null or { Count: 0 or > VensMax }, "venIds", $"does not hold 1 to {VensMax} VENs")
            .If(venIds?.Any(id => !VenIds.IsValid(id)) == true, "venIds", $"holds one that is not {VenIds.Form}")
            .Labels(add, "groups.add")
            .If(add.Count > VenLimits.GroupsMax, "groups.add", $"has more than {VenLimits.GroupsMax} entries")
            .Labels(remove, "groups.remove")
            .If(add.Intersect(remove).Any(), "groups.remove", "holds one that is added too")
            .If(status is not (null or Enabled or VenLimits.Disabled), "status", "is neither enabled nor disabled")
            .If(add.Count + remove.Count == 0 && status is null, "groups", "is missing, and so is status: nothing is to be changed")
            .Answer;
    }

    /// <summary>Changes the groups of many VENs, or enables or disables them. Those that can be changed are, all at once; the answer says of each.</summary>
    [WolverinePatch("/api/vens")]
    [Needs(Need.ManageVens)]
    public static async Task<VensChanged> Patch(
        ChangeVensRequest request,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        string[] venIds = [.. request.VenIds!.Distinct()];
        var locked = await session.LockAsync<Ven>([.. venIds.Select(Ven.StreamOf)], cancellation);
        var known = locked.Where(v => !v.Removed).ToDictionary(v => v.VenId);
        var (outcomes, stored, now) = (new List<VenOutcome>(), new List<(string, object)>(), clock.GetUtcNow());
        foreach (var venId in venIds)
        {
            var (outcome, changed) = Decide(venId, known.GetValueOrDefault(venId), request, now);
            outcomes.Add(outcome);
            if (changed is not null)
                stored.Add((Ven.StreamOf(venId), changed));
        }
        await StreamAppends.AppendAsync(session, stored, cancellation);
        var unchanged = outcomes.Count(o => o.Outcome == Outcomes.Unchanged);
        return new VensChanged(stored.Count, unchanged, outcomes.Count - stored.Count - unchanged, outcomes);
    }

    /// <summary>What becomes of one, and what is stored of it; nothing where it is as it should be, or cannot be.</summary>
    public static (VenOutcome Outcome, VenChanged? Stored) Decide(string venId, Ven? ven, ChangeVensRequest request, DateTimeOffset now)
    {
        if (ven is null)
            return (new VenOutcome(venId, Outcomes.NotFound, $"There is no VEN {venId}", Groups: null, Status: null), null);
        string[] groups = [.. ven.Groups.Except(request.Groups?.Remove ?? []).Union(request.Groups?.Add ?? [])];
        if (groups.Length > VenLimits.GroupsMax)
            return (Of(ven, Outcomes.Refused, $"It would be in more than {VenLimits.GroupsMax} groups"), null);
        var changed = ven.Changed(new ChangeVenRequest(Status: request.Status, Groups: groups), now);
        return groups.SequenceEqual(ven.Groups) && changed.Enabled == ven.Enabled
            ? (Of(ven, Outcomes.Unchanged), null)
            : (Of(Ven.Fold(ven, ven.Id, changed)!, Outcomes.Changed), changed);
    }

    private static VenOutcome Of(Ven ven, string outcome, string? problem = null) =>
        new(ven.VenId, outcome, problem, ven.Groups, VenViews.StatusOf(ven));

    private static class Outcomes
    {
        public const string Changed = "changed";
        public const string Unchanged = "unchanged";
        public const string NotFound = "notFound";
        public const string Refused = "refused";
    }
}
