using DrEvents.Backend.Features.Planning;
using DrEvents.Measurement.Engine;

namespace DrEvents.Backend.Features.WhatIf;

/// <summary>A VEN as it was at an event. Powers in kW.</summary>
/// <param name="AvailableKw">What it could shed shortly before the start; null where that is not known.</param>
/// <param name="AskedKw">What it was asked for; 0 where it was not needed.</param>
/// <param name="MeanKw">What it delivered on average; null where that was not measured.</param>
public sealed record VenThen(string VenId, double? AvailableKw, double AskedKw, double? MeanKw)
{
    /// <summary>One that delivers more than twice its share has another reason for it than its share.</summary>
    private const double PartMost = 2;

    /// <summary>What part of its share it delivered.</summary>
    public double? DeliveredShare => AskedKw > 0 && MeanKw is { } kw ? Math.Clamp(kw / AskedKw, 0, PartMost) : null;
}

/// <summary>Shares a request out anew among the VENs of an event that is over, by the rule of planning.</summary>
public static class SimulatedPlan
{
    private const int ChangesMost = 100;

    private static readonly string[] Assumptions =
    [
        "VENs could shed what they said in the five minutes before the start; of those that said nothing, what they were asked for",
        "each delivers the same part of its share as it did, and one that was not asked, the mean part of all",
        "nobody is called or let go while the event runs, as the control loop would do",
    ];

    public static WhatIfPlan Of(double requestedKw, string allocation, IReadOnlyList<VenThen> vens)
    {
        var plan = Allocate.Plan(requestedKw, allocation, [.. vens.Select(v => new Candidate(v.VenId, null, v.AvailableKw ?? v.AskedKw))]);
        var then = vens.ToDictionary(v => v.VenId);
        var known = vens.Where(v => v.DeliveredShare is not null).ToList();
        double? mean = known.Count > 0 ? known.Sum(v => v.DeliveredShare!.Value * v.AskedKw) / known.Sum(v => v.AskedKw) : null;
        var would = plan.Shares.ToDictionary(s => s.VenId, s => s.Kw);
        var changed = vens.Select(v => new WhatIfShare(
                v.VenId,
                v.AskedKw,
                would.GetValueOrDefault(v.VenId),
                BaselineResult.Round(v.DeliveredShare)
            ))
            .Where(s => BaselineResult.Round(s.WouldKw - s.WasKw) != 0)
            .OrderByDescending(s => Math.Abs(s.WouldKw - s.WasKw))
            .ThenBy(s => s.VenId, StringComparer.Ordinal)
            .ToList();
        return new WhatIfPlan(
            allocation,
            requestedKw,
            plan.Shares.Count,
            BaselineResult.Round(plan.Shares.Sum(s => s.Kw)),
            plan.ShortfallKw,
            BaselineResult.Round(mean is null ? null : plan.Shares.Sum(s => s.Kw * (then[s.VenId].DeliveredShare ?? mean.Value))),
            Assumptions,
            changed.Count,
            [.. changed.Take(ChangesMost)]
        );
    }
}
