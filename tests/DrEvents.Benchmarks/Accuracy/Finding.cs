using DrEvents.Contracts.Http;

namespace DrEvents.Benchmarks.Accuracy;

/// <summary>Who is known not to deliver, against who really does not.</summary>
/// <param name="Stuck">Stuck VENs that accepted at least four of their standard errors.</param>
/// <param name="Found">Those of them that are named.</param>
/// <param name="StuckSmall">Stuck VENs that accepted less.</param>
/// <param name="FoundSmall">Those of them that are named.</param>
/// <param name="Others">VENs that accepted and are not stuck.</param>
/// <param name="Accused">Those of them that are named.</param>
internal sealed record Finding(int Stuck, int Found, int StuckSmall, int FoundSmall, int Others, int Accused)
{
    private const double ErrorsMin = 4;

    public static Finding Of(Town town, IReadOnlyList<ParticipationView> vens)
    {
        var stuckIds = town.StuckIds;
        var accepted = vens.Where(v => v.AcceptedKw > 0 && v.Status is "shedding" or "notDelivering")
            .ToLookup(v => stuckIds.Contains(v.VenId));
        var large = accepted[true].ToLookup(v => v.BaselineErrorKw is { } errorKw && v.AcceptedKw >= ErrorsMin * errorKw);
        return new(
            large[true].Count(),
            Named(large[true]),
            large[false].Count(),
            Named(large[false]),
            accepted[false].Count(),
            Named(accepted[false])
        );
    }

    private static int Named(IEnumerable<ParticipationView> vens) => vens.Count(v => v.Status == "notDelivering");
}
