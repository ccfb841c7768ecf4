using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>Makes every sealed baseline of an event anew, from its own readings and from the raw samples, and names what differs.</summary>
internal sealed class BaselineAudit(IQuerySession session, EventFigures figures, HeldEver held, Differences differences)
{
    /// <summary>A part that began is sealed soon after; before that a seal is not missing.</summary>
    private static readonly TimeSpan SealedWithin = TimeSpan.FromMinutes(2);

    /// <summary>A sample stored about when its baseline was sealed may or may not be in it; one stored well before has to be.</summary>
    private static readonly TimeSpan StoredBefore = TimeSpan.FromSeconds(30);

    public async Task<(int Recomputed, IReadOnlyList<string> NotRecomputable)> RunAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var stream = BaselineSealed.StreamOf(figures.Event.Id);
        var seals = (await session.EventsAsync<BaselineSealed>(stream, "venId", values: null, cancellation)).ToLookup(b => b.VenId);
        foreach (var participation in figures.Participations.Where(p => p.BeganAt < now - SealedWithin && !seals.Contains(p.VenId)))
            differences.Add($"baseline {participation.VenId}", stored: null, "a VEN that was told to shed has a sealed baseline");
        var (recomputed, gone) = (0, new List<string>());
        foreach (var ofVen in seals.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (ofVen.Count() > 1)
                differences.Add($"baseline {ofVen.Key}", $"{ofVen.Count()} seals", "one seal");
            if (await IsRecomputedAsync(ofVen.First(), cancellation))
                recomputed++;
            else
                gone.Add(ofVen.Key);
        }
        return (recomputed, gone);
    }

    private async Task<bool> IsRecomputedAsync(BaselineSealed seal, CancellationToken cancellation)
    {
        var where = $"baseline {seal.VenId}";
        var hash = Seal.HashOf(
            seal.Method,
            seal.WindowStart,
            seal.WindowEnd,
            seal.OffsetsMs,
            seal.UsedPowersKw,
            seal.ReportIntervalSeconds
        );
        if (hash != seal.Hash)
            differences.Add(where + ".hash", seal.Hash, hash);
        var mean = Seal.MeanKw(seal.Method, seal.OffsetsMs, seal.UsedPowersKw, seal.ReportIntervalSeconds);
        if (mean != seal.BaselineKw)
            differences.Add(where + ".baselineKw", Text(seal.BaselineKw), Text(mean));

        if (seal.LikeDays is { } likeDays)
            differences.Compare(where + ".likeDays", likeDays, likeDays.Again());

        if (await IsGoneAsync(seal, cancellation))
            return false;
        var raw = await SampleReader.BetweenAsync(session, seal.VenId, new TimeRange(seal.WindowStart, seal.WindowEnd), cancellation);
        var rawAt = raw.ToLookup(s => Seal.OffsetMs(s.LiveAt, seal.WindowStart), s => s.UsedPowerKw);
        foreach (var (ms, kw) in seal.OffsetsMs.Zip(seal.UsedPowersKw))
        {
            if (!rawAt[ms].Contains(kw))
                differences.Add(
                    $"{where} at {seal.WindowStart.AddMilliseconds(ms):O}",
                    Text(kw),
                    Text(rawAt[ms].Cast<double?>().FirstOrDefault())
                );
        }
        // A carried-over seal rests on another window than the one before this event.
        var others = held.Of(seal.VenId).Where(h => h.EventId != figures.Event.Id).ToList();
        var sealedAt = seal.OffsetsMs.ToHashSet();
        var madeAt = seal.IsCarriedOver ? seal.WindowEnd : seal.At;
        foreach (
            var sample in raw.Where(s =>
                !s.IsImplausible && s.ReceivedAt < madeAt - StoredBefore && !others.Exists(h => h.Contains(s.LiveAt))
            )
        )
        {
            if (!sealedAt.Contains(Seal.OffsetMs(sample.LiveAt, seal.WindowStart)))
                differences.Add($"{where} at {sample.LiveAt:O}", stored: null, Text(sample.UsedPowerKw));
        }
        return true;
    }

    private async Task<bool> IsGoneAsync(BaselineSealed seal, CancellationToken cancellation)
    {
        if (seal.OffsetsMs.Count == 0)
            return false;
        string[] days = [.. TelemetryStreams.Between(seal.VenId, seal.WindowStart, seal.WindowEnd)];
        var existing = await session.ExistingStreamsAsync(days, cancellation);
        var needed = seal.OffsetsMs.Select(ms => TelemetryStreams.Of(seal.VenId, seal.WindowStart.AddMilliseconds(ms))).Distinct();
        var missing = needed.Except(existing).Select(s => TelemetryDays.OfStream(s)!.Value).ToList();
        return missing.Count > 0 && (await session.DeletedVensAsync([seal.VenId], missing.Min(), missing.Max(), cancellation)).Count > 0;
    }

    private static string? Text(double? kw) => kw?.ToString("R", CultureInfo.InvariantCulture);
}
