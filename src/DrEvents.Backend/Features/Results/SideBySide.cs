using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Profiles;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Backend.Features.Results;

/// <summary>What an event would have come to by other methods, from the same readings. Nothing of it is issued.</summary>
/// <remarks>An event of many VENs is work for a minute: one at a time on a node, the others wait.</remarks>
public sealed class SideBySide(IDocumentStore store) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    private sealed record Row(string VenId, bool WasToldToShed);

    /// <summary>The profiles that may be asked for.</summary>
    public static IReadOnlyList<BaselineProfile> All => AssignableProfiles.All;

    /// <summary>Each profile alone, over the VENs, hours and intervals of a result.</summary>
    public async Task<ProfileSumsView[]> OfAsync(
        string eventId,
        ResultIssued result,
        IReadOnlyList<BaselineProfile> profiles,
        CancellationToken cancellation
    )
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            await using var session = store.QuerySession();
            var hours = result.Measured();
            var told = (await session.PartsAsync<Row>([eventId], cancellation)).Where(r => r.WasToldToShed).Select(r => r.VenId);
            string[] venIds = [.. told.Order(StringComparer.Ordinal)];
            var sums = new List<ProfileSumsView>();
            foreach (var profile in profiles)
                sums.Add(
                    await OfAsync(
                        new MeasureBySeries(session, new ReadUse(session, eventId, hours.Zone), hours, [profile]),
                        hours,
                        result.RequestedKw,
                        profile,
                        venIds,
                        cancellation
                    )
                );
            return [.. sums];
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static async Task<ProfileSumsView> OfAsync(
        MeasureBySeries measure,
        MeasuredHours hours,
        double requestedKw,
        BaselineProfile profile,
        string[] venIds,
        CancellationToken cancellation
    )
    {
        var (portfolio, measured, why) = (new Portfolio(hours), 0, (string?)null);
        foreach (var page in venIds.Chunk(VenResultsIssued.VensMax))
        {
            var made = await measure.OfAsync(page, cancellation);
            foreach (var venId in page)
            {
                if (made[venId].Result is not { } ven)
                {
                    why ??= $"{venId}: {made[venId].Why}";
                    continue;
                }
                measured++;
                portfolio.Add(ven);
            }
        }
        var sum = portfolio.Sum(requestedKw);
        return new ProfileSumsView(
            profile.Name,
            profile.Version,
            measured,
            venIds.Length - measured,
            why,
            sum.MeanKw,
            sum.MeanRatio,
            sum.WorstRatio,
            sum.WithinShare,
            sum.SignedKwh,
            sum.ClippedKwh,
            portfolio.Rrmse(),
            ResultViews.Of(sum.Band),
            sum.BaselineKw,
            sum.ActualKw
        );
    }
}
