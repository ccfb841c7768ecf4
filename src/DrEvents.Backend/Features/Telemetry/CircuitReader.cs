using DrEvents.Backend.Features.Vens;
using Marten.Events;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>Power of one load in one sample, kW, with the arrival of that sample.</summary>
public sealed record CircuitReading(DateTimeOffset At, DateTimeOffset ReceivedAt, string LoadId, double Kw, double? ShedKw);

public static class CircuitReader
{
    /// <summary>A description is dated when its batch is stored, a moment after its sample came in; samples of a VEN are seconds apart.</summary>
    private static readonly TimeSpan DescribedAfterMax = TimeSpan.FromSeconds(1);

    public static async Task<(IReadOnlyList<CircuitReading> Readings, long TotalCount)> NewestAsync(
        IQuerySession session,
        string venId,
        SampleQuery query,
        CancellationToken cancellation
    )
    {
        IEnumerable<LoadPower> Of(TelemetrySampled sample) => (sample.Loads ?? []).Where(l => query.LoadId is null || l.Id == query.LoadId);

        var (range, limit, _) = query;
        var (samples, total) = await SampleReader.NewestAsync(session, venId, range, limit, s => Of(s).Count(), cancellation);
        var readings = samples.SelectMany(s => Of(s).Select(l => new CircuitReading(s.At, s.ReceivedAt, l.Id, l.Kw, l.ShedKw)));
        return ([.. readings.Take(limit)], total);
    }

    /// <summary>All descriptions of its loads that a VEN ever gave, oldest first. They are few: one is stored only when something changed.</summary>
    public static async Task<List<LoadsDescribed>> DescriptionsAsync(IQuerySession session, string venId, CancellationToken cancellation)
    {
        var stream = Ven.StreamOf(venId);
        var described = await session
            .Events.QueryAllRawEvents()
            .Where(e => e.StreamKey == stream && e.EventTypesAre(typeof(LoadsDescribed)))
            .OrderBy(e => e.Version)
            .ToListAsync(cancellation);
        return [.. described.Select(e => (LoadsDescribed)e.Data)];
    }

    /// <summary>A reading with what the VEN said of that load when the sample came in; before its first word, what it said first.</summary>
    public static CircuitSnapshot Describe(CircuitReading reading, IReadOnlyList<LoadsDescribed> descriptions)
    {
        var valid =
            descriptions.LastOrDefault(d => d.At <= reading.ReceivedAt + DescribedAfterMax)
            ?? (descriptions.Count > 0 ? descriptions[0] : null);
        var load = valid?.Loads.FirstOrDefault(l => l.Id == reading.LoadId);
        return new CircuitSnapshot(
            reading.At,
            reading.LoadId,
            load?.Name ?? reading.LoadId,
            load?.Type ?? LoadDescription.TypeUnknown,
            load?.CapacityKw ?? 0,
            reading.Kw,
            LoadDescription.ShedKw(reading.ShedKw, reading.Kw),
            load?.Enabled ?? true,
            load?.Priority ?? 0
        );
    }
}
