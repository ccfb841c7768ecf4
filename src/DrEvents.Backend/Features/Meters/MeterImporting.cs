using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Meters;

namespace DrEvents.Backend.Features.Meters;

/// <summary>Takes files of meters: all of one in one transaction, or nothing of it. Few are in memory at once.</summary>
public sealed class MeterImporting(TimeProvider clock) : IDisposable
{
    private const int FilesAtOnce = 2;
    private const int DaysAtOnce = 400;

    private readonly SemaphoreSlim _turns = new(FilesAtOnce);

    /// <summary>What a file says of a day that was not known before.</summary>
    private sealed record DayNews(DateOnly Day, MeterDayImported Stored, int Added);

    /// <summary>Waits until a file may be in memory. Whoever was let in leaves when it is not any more.</summary>
    public Task EnterAsync(CancellationToken cancellation) => _turns.WaitAsync(cancellation);

    public void Leave() => _turns.Release();

    public void Dispose() => _turns.Dispose();

    /// <summary>Appends to the session what of the file is new.</summary>
    /// <returns>The import, and whether it is one; else it was the newest one before, and nothing is appended.</returns>
    /// <exception cref="BadFileException">The file cannot be taken as it is.</exception>
    public async Task<(MeterImported Import, bool IsNew)> ImportAsync(
        IDocumentSession session,
        string venId,
        MeterUpload upload,
        CancellationToken cancellation
    )
    {
        var series = upload.Series();
        var readings = series
            .Kw.Select((kw, i) => new Reading(series.FirstMinute + (long)i * series.IntervalMinutes, kw + 0.0))
            .Where(r => !double.IsNaN(r.Kw))
            .ToList();
        var stream = MeterStreams.Of(venId);
        await session.HoldAsync(stream, cancellation);
        var newest = (await session.LoadAsync<VenMeter>(stream, cancellation))?.Newest;
        var isXml = upload.File.IsXml();
        var import = new MeterImported(
            (newest?.Number ?? 0) + 1,
            upload.File.Name,
            upload.Sha256,
            isXml ? MeterFormats.GreenButton : MeterFormats.Table,
            isXml ? null : upload.Unit.ToString().ToLowerInvariant(),
            upload.Zone.Id,
            series.IntervalMinutes,
            At(readings[0].Minute),
            At(readings[^1].Minute + series.IntervalMinutes),
            readings.Count,
            series.Kw.Count - readings.Count,
            Added: 0,
            Changed: 0,
            ChangedFrom: null,
            ChangedTo: null,
            clock.GetUtcNow()
        );
        if (newest is not null && newest.IsSame(import))
            return (newest, false);
        var news = await NewsAsync(session, venId, import, readings, cancellation);
        if (news.Count > 0)
        {
            var (added, all) = (news.Sum(n => n.Added), news.Sum(n => n.Stored.Starts.Count));
            import = import with
            {
                Added = added,
                Changed = all - added,
                ChangedFrom = TelemetryDays.StartOf(news[0].Day).AddMinutes(news[0].Stored.Starts[0]),
                ChangedTo = TelemetryDays.StartOf(news[^1].Day).AddMinutes(news[^1].Stored.Starts[^1] + series.IntervalMinutes),
            };
        }
        var stored = news.Select(n => (MeterStreams.Of(venId, n.Day), (object)n.Stored)).Append((stream, import));
        await StreamAppends.AppendAsync(session, stored, cancellation);
        return (import, true);
    }

    /// <summary>By day, in the order of time; days of which nothing is new are left out.</summary>
    private static async Task<List<DayNews>> NewsAsync(
        IDocumentSession session,
        string venId,
        MeterImported import,
        List<Reading> readings,
        CancellationToken cancellation
    )
    {
        var news = new List<DayNews>();
        foreach (var page in readings.GroupBy(r => TelemetryDays.Of(At(r.Minute))).Chunk(DaysAtOnce))
        {
            var known = await session.LoadManyAsync<MeterDay>(cancellation, page.Select(d => MeterStreams.Of(venId, d.Key)));
            var byDay = known.ToDictionary(d => d.Day);
            foreach (var day in page)
            {
                if (NewsOf(day.Key, [.. day], byDay.GetValueOrDefault(day.Key), import) is { } found)
                    news.Add(found);
            }
        }
        return news;
    }

    private static DayNews? NewsOf(DateOnly day, List<Reading> readings, MeterDay? known, MeterImported import)
    {
        var first = TelemetryDays.StartOf(day).ToUnixTimeSeconds() / 60;
        var values = known?.Values().Select(v => v.Value).ToList() ?? [];
        var (starts, kw, added, at) = (new List<int>(), new List<double>(), 0, 0);
        foreach (var reading in readings)
        {
            var value = new MeterValue(reading.Minute, import.IntervalMinutes, reading.Kw);
            while (at < values.Count && values[at].End <= value.Minute)
                at++;
            if (at < values.Count && values[at] == value)
                continue;
            starts.Add((int)(reading.Minute - first));
            kw.Add(reading.Kw);
            if (at == values.Count || values[at].Minute >= value.End)
                added++;
        }
        return starts.Count == 0 ? null : new DayNews(day, new MeterDayImported(import.Number, import.IntervalMinutes, starts, kw), added);
    }

    private static DateTimeOffset At(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);
}
