using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Meters;

namespace DrEvents.Backend.Features.Weather;

/// <summary>Takes files of temperatures: all of one in one transaction, or nothing of it. Few are in memory at once.</summary>
public sealed class TemperatureImporting(TimeProvider clock) : IDisposable
{
    private const int FilesAtOnce = 2;
    private const int DaysAtOnce = 400;

    private readonly SemaphoreSlim _turns = new(FilesAtOnce);

    /// <summary>What a file says of a day that was not known before.</summary>
    private sealed record DayNews(DateOnly Day, TemperatureDayImported Stored, int Added);

    /// <summary>Waits until a file may be in memory. Whoever was let in leaves when it is not any more.</summary>
    public Task EnterAsync(CancellationToken cancellation) => _turns.WaitAsync(cancellation);

    public void Leave() => _turns.Release();

    public void Dispose() => _turns.Dispose();

    /// <summary>Appends to the session what of the file is new.</summary>
    /// <returns>The import, and whether it is one; else it was the newest one before, and nothing is appended.</returns>
    /// <exception cref="BadFileException">The file cannot be taken as it is.</exception>
    public async Task<(TemperatureImported Import, bool IsNew)> ImportAsync(
        IDocumentSession session,
        string site,
        TemperatureUpload upload,
        CancellationToken cancellation
    )
    {
        var values = upload.Values();
        var stream = TemperatureStreams.Of(site);
        await session.HoldAsync(stream, cancellation);
        var newest = (await session.LoadAsync<SiteTemperature>(stream, cancellation))?.Newest;
        var import = new TemperatureImported(
            (newest?.Number ?? 0) + 1,
            upload.File.Name,
            upload.Sha256,
            upload.Unit,
            upload.Zone.Id,
            At(values[0].Minute),
            At(values[^1].Minute),
            values.Count,
            Added: 0,
            Changed: 0,
            ChangedFrom: null,
            ChangedTo: null,
            clock.GetUtcNow()
        );
        if (newest is not null && newest.IsSame(import))
            return (newest, false);
        var news = await NewsAsync(session, site, import.Number, values, cancellation);
        if (news.Count > 0)
        {
            var added = news.Sum(n => n.Added);
            import = import with
            {
                Added = added,
                Changed = news.Sum(n => n.Stored.Minutes.Count) - added,
                ChangedFrom = TelemetryDays.StartOf(news[0].Day).AddMinutes(news[0].Stored.Minutes[0]),
                ChangedTo = TelemetryDays.StartOf(news[^1].Day).AddMinutes(news[^1].Stored.Minutes[^1]),
            };
        }
        var stored = news.Select(n => (TemperatureStreams.Of(site, n.Day), (object)n.Stored)).Append((stream, import));
        await StreamAppends.AppendAsync(session, stored, cancellation);
        return (import, true);
    }

    /// <summary>By day, in the order of time; days of which nothing is new are left out.</summary>
    private static async Task<List<DayNews>> NewsAsync(
        IDocumentSession session,
        string site,
        int import,
        List<Reading> values,
        CancellationToken cancellation
    )
    {
        var news = new List<DayNews>();
        foreach (var page in values.GroupBy(v => TelemetryDays.Of(At(v.Minute))).Chunk(DaysAtOnce))
        {
            var known = await session.LoadManyAsync<TemperatureDay>(cancellation, page.Select(d => TemperatureStreams.Of(site, d.Key)));
            var byDay = known.ToDictionary(d => d.Day);
            foreach (var day in page)
            {
                if (NewsOf(day.Key, day, byDay.GetValueOrDefault(day.Key), import) is { } found)
                    news.Add(found);
            }
        }
        return news;
    }

    private static DayNews? NewsOf(DateOnly day, IEnumerable<Reading> values, TemperatureDay? known, int import)
    {
        var first = TelemetryDays.StartOf(day).ToUnixTimeSeconds() / 60;
        var before = known?.Values().ToDictionary(v => v.Minute, v => v.Kw) ?? [];
        var fresh = values.Where(v => !before.TryGetValue(v.Minute, out var was) || !was.Equals(v.Kw)).ToList();
        var stored = new TemperatureDayImported(import, [.. fresh.Select(v => (int)(v.Minute - first))], [.. fresh.Select(v => v.Kw)]);
        return fresh.Count == 0 ? null : new DayNews(day, stored, fresh.Count(v => !before.ContainsKey(v.Minute)));
    }

    private static DateTimeOffset At(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);
}
