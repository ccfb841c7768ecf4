using DrEvents.Backend.Hosting;
using Marten;

namespace DrEvents.Backend.Features.Live;

/// <summary>
/// Figures of <see cref="MeteredParticipation"/> that stand in columns of their own, so that an event's metrics are added up where they are
/// stored. None but the event has an index: it would have to follow every sample.
/// </summary>
internal static class MeterColumns
{
    private static readonly string[] Unindexed =
    [
        nameof(MeteredParticipation.Until),
        nameof(MeteredParticipation.SilentAfter),
        nameof(MeteredParticipation.IsVerified),
        nameof(MeteredParticipation.CurrentReductionKw),
        nameof(MeteredParticipation.LastClaimedKw),
        nameof(MeteredParticipation.MeanReductionKw),
    ];

    /// <summary>Tells Marten of the columns.</summary>
    public static void Configure(StoreOptions store)
    {
        store.Schema.For<MeteredParticipation>().Duplicate(m => m.EventId);
        store.HaveColumns<MeteredParticipation>(Unindexed);
    }

    /// <summary>What stands in them.</summary>
    public static DocumentColumn[] Of(List<MeteredParticipation> meters) =>
        [
            new("event_id", "varchar", meters.Select(m => m.EventId).ToArray()),
            new("until", "timestamptz", meters.Select(m => m.Until.ToUniversalTime()).ToArray()),
            new("silent_after", "timestamptz", meters.Select(m => m.SilentAfter?.ToUniversalTime()).ToArray()),
            new("is_verified", "bool", meters.Select(m => m.IsVerified).ToArray()),
            new("current_reduction_kw", "float8", meters.Select(m => m.CurrentReductionKw).ToArray()),
            new("last_claimed_kw", "float8", meters.Select(m => m.LastClaimedKw).ToArray()),
            new("mean_reduction_kw", "float8", meters.Select(m => m.MeanReductionKw).ToArray()),
        ];
}
