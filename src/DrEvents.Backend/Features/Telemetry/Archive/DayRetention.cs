namespace DrEvents.Backend.Features.Telemetry.Archive;

/// <summary>Knows of which VENs a closed day is still needed, for example because an event was measured on it.</summary>
public interface INeededDays
{
    Task<IReadOnlyCollection<string>> OfAsync(DateOnly day, DateOnly today, CancellationToken cancellation);
}

/// <summary>Knows which samples of a VEN's day stay for ever, because a sealed figure rests on them.</summary>
public interface ISealedSamples
{
    /// <summary>The spans of time, by VEN, in which they are.</summary>
    Task<ILookup<string, TimeRange>> OfAsync(IQuerySession session, DateOnly day, CancellationToken cancellation);
}

/// <summary>Knows what read models hold of VENs' days.</summary>
public interface IDaysInReadModels
{
    /// <summary>Whether they hold everything that is stored; while they are made they do not.</summary>
    Task<bool> AreCompleteAsync(IQuerySession session, CancellationToken cancellation);

    /// <summary>What they hold of each of these, which are of one day, as JSON, by stream.</summary>
    Task<IReadOnlyDictionary<string, string>> OfAsync(IQuerySession session, IReadOnlyList<ClosedDay> days, CancellationToken cancellation);
}

/// <summary>Deletes closed days that are too old and that nobody needs. What read models hold of them is kept, and so are samples under a seal.</summary>
public sealed class DayRetention(IDocumentStore store, INeededDays needed, ISealedSamples seals, IDaysInReadModels readModels)
{
    public static DateOnly? FirstKept(DateOnly today, ArchiveOptions options) =>
        options.KeepDays == 0 ? null : today.AddDays(-options.KeepDays);

    /// <summary>Says of which days how many samples went.</summary>
    public async IAsyncEnumerable<(DateOnly Day, long Samples)> TrimAsync(
        ArchiveOptions options,
        DateTimeOffset now,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var today = TelemetryDays.Of(now);
        await using var session = store.QuerySession();
        if (FirstKept(today, options) is not { } firstKept || !await readModels.AreCompleteAsync(session, cancellation))
            yield break;
        foreach (var day in await session.ClosedDaysAsync(firstKept, cancellation))
        {
            var kept = await needed.OfAsync(day, today, cancellation);
            if (await store.DeleteDayAsync(day, [.. kept], RemainsAsync, now, cancellation) is > 0 and var samples)
                yield return (day, samples);
        }
    }

    private async Task<IReadOnlyDictionary<string, DayRemains>> RemainsAsync(
        IQuerySession session,
        IReadOnlyList<ClosedDay> days,
        CancellationToken cancellation
    )
    {
        var held = await readModels.OfAsync(session, days, cancellation);
        var spans = await seals.OfAsync(session, days[0].Day, cancellation);
        var remains = new Dictionary<string, DayRemains>();
        foreach (var day in days)
        {
            var rows = spans.Contains(day.VenId) ? await SealedAsync(session, day.Stream, [.. spans[day.VenId]], cancellation) : [];
            remains[day.Stream] = new DayRemains(held[day.Stream], SegmentOf(day.Stream, rows), rows);
        }
        return remains;
    }

    private static async Task<List<EventRow>> SealedAsync(
        IQuerySession session,
        string stream,
        List<TimeRange> spans,
        CancellationToken cancellation
    )
    {
        var json = session.DocumentStore.Options.Serializer();
        var rows = new List<EventRow>();
        await foreach (var segment in session.SegmentsAsync([stream], cancellation))
        {
            foreach (var row in DayContent.Of(segment).Rows(stream))
            {
                var at = StoredSample.Read(new StoredRow(row.Version, row.Sequence, row.StoredAt, row.Json, row.Binary), json).LiveAt;
                if (spans.Exists(s => at >= s.Start && at < s.End))
                    rows.Add(row);
            }
        }
        return rows;
    }

    private static Segment? SegmentOf(string stream, List<EventRow> rows) =>
        rows.Count > 0 && DayContent.From(stream, rows) is var content
            ? new Segment(stream, rows[0].Version, content.Bytes, content.Sha256)
            : null;
}
