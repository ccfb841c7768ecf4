using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Mqtt;
using Marten;
using Microsoft.Extensions.Options;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>How baselines are made: configuration section <c>Measurement</c>.</summary>
public sealed class MeasurementOptions
{
    /// <summary>Length of the window before the start, seconds.</summary>
    public int BaselineWindowSeconds { get; set; } = 1800;

    /// <summary>Shortest history that counts, seconds; a VEN with less counts by its claim and is marked unverified.</summary>
    public int BaselineMinimumSeconds { get; set; } = 300;
}

/// <summary>
/// Seals a baseline for every VEN that was told to shed: the mean of its samples in the window before its part began
/// (<c>pre-event-mean</c>), together with those samples.
/// </summary>
public sealed class Baselines(IDocumentStore store, Inbox inbox, IOptions<MeasurementOptions> options, TimeProvider clock)
{
    /// <summary>The method's name in the catalogue of methods.</summary>
    public const string Method = "pre-event-mean";

    private const int PageSize = 50;

    private static readonly TimeSpan WaitStep = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WaitLongest = TimeSpan.FromSeconds(10);

    /// <summary>Samples of a stream that are read for a window at first: two a report interval of a VEN that reports as usual.</summary>
    private const int SamplesPerInterval = 2;

    private readonly ConcurrentDictionary<string, Lazy<Task>> _sealing = new();

    private readonly TimeSpan _window = TimeSpan.FromSeconds(options.Value.BaselineWindowSeconds);
    private readonly TimeSpan _minimum = TimeSpan.FromSeconds(options.Value.BaselineMinimumSeconds);

    /// <summary>Seals what is not sealed yet. Doing it again changes nothing; doing it twice at once is doing it once.</summary>
    public async Task SealAsync(DrEvent owner, CancellationToken cancellation)
    {
        var sealing = _sealing.GetOrAdd(owner.Id, _ => new Lazy<Task>(() => SealAllAsync(owner, cancellation)));
        try
        {
            await sealing.Value;
        }
        finally
        {
            _sealing.TryRemove(KeyValuePair.Create(owner.Id, sealing));
        }
    }

    private async Task SealAllAsync(DrEvent owner, CancellationToken cancellation)
    {
        await using var query = store.QuerySession();
        var begun = (await query.Query<Participation>().Where(p => p.EventId == owner.Id).ToListAsync(cancellation))
            .Where(p => p.BeganAt is not null)
            .ToDictionary(p => p.VenId, p => p.BeganAt!.Value);
        var stream = BaselineSealed.StreamOf(owner.Id);
        var (done, version) = (new HashSet<string>(), 0L);
        await AnswersFirstAsync(cancellation);
        var rest = TimeSpan.Zero;
        foreach (var page in begun.Keys.Order(StringComparer.Ordinal).Chunk(PageSize))
        {
            // A large event has many pages; samples and live figures go on beside them.
            await Task.Delay(rest, clock, cancellation);
            var began = clock.GetTimestamp();
            await using var session = store.LightweightSession();
            await session.HoldAsync(stream, cancellation);
            version = await BaselineReader.AddSealedAsync(session, owner.Id, version, done, cancellation);
            foreach (var made in await MakeAsync(session, [.. page.Where(v => !done.Contains(v))], owner.Id, begun, cancellation))
                session.Events.Append(stream, made);
            await session.SaveChangesAsync(cancellation);
            rest = clock.GetElapsedTime(began);
        }
    }

    /// <summary>
    /// Right after the start of a large event thousands of VENs answer at once, and the operator wants to know that they do. What the seal
    /// rests on is stored already.
    /// </summary>
    private async Task AnswersFirstAsync(CancellationToken cancellation)
    {
        for (var waited = TimeSpan.Zero; inbox.IsJammed && waited < WaitLongest; waited += WaitStep)
            await Task.Delay(WaitStep, clock, cancellation);
    }

    private async Task<List<BaselineSealed>> MakeAsync(
        IDocumentSession session,
        string[] venIds,
        string eventId,
        Dictionary<string, DateTimeOffset> begun,
        CancellationToken cancellation
    )
    {
        var vens = (await session.LoadManyAsync<VenLive>(cancellation, venIds)).ToDictionary(v => v.Id);
        var windows = venIds.ToDictionary(v => v, v => new TimeRange(begun[v] - _window, begun[v]));
        var most = (int)(SamplesPerInterval * _window / TimeSpan.FromSeconds(Vens.Ven.ReportIntervalSecondsDefault));
        var samples = await SampleReader.BetweenAsync(session, windows, most, cancellation);
        var made = new List<BaselineSealed>(venIds.Length);
        foreach (var venId in venIds)
            made.Add(await MakeAsync(session, venId, eventId, windows[venId], vens.GetValueOrDefault(venId), samples[venId], cancellation));
        return made;
    }

    private async Task<BaselineSealed> MakeAsync(
        IDocumentSession session,
        string venId,
        string eventId,
        TimeRange window,
        VenLive? live,
        IReadOnlyList<TelemetrySampled> samples,
        CancellationToken cancellation
    )
    {
        var services = (live?.Services ?? []).Where(s => s.EventId != eventId && s.To > window.Start && s.From < window.End).ToList();
        // While an event held the VEN its load was not what it would have been.
        var usable = samples.Where(s => !services.Exists(v => s.LiveAt >= v.From && s.LiveAt < v.To)).ToList();
        var interval = live?.ReportIntervalSeconds ?? Vens.Ven.ReportIntervalSecondsDefault;
        var made = Seal(venId, usable, window.Start, window.End, _minimum, interval, clock.GetUtcNow());
        if (made.Verified || services.Count == 0)
            return made;
        // Events that follow one another closely leave no time of its own: what was sealed for the one before still holds.
        var before = await BaselineReader.OfAsync(session, services[^1].EventId, venId, cancellation);
        return before is { Verified: true } ? before with { Reason = "carried over from " + services[^1].EventId, At = made.At } : made;
    }

    /// <summary>The mean of the readings, in the order of their times, and whether they are enough.</summary>
    public static BaselineSealed Seal(
        string venId,
        IReadOnlyList<TelemetrySampled> readings,
        DateTimeOffset start,
        DateTimeOffset end,
        TimeSpan minimum,
        int reportIntervalSeconds,
        DateTimeOffset now
    )
    {
        var sumKw = 0.0;
        foreach (var reading in readings)
            sumKw += reading.UsedPowerKw;
        var baselineKw = readings.Count == 0 ? (double?)null : sumKw / readings.Count;
        var covered = readings.Count * TimeSpan.FromSeconds(reportIntervalSeconds);
        var verified = readings.Count > 0 && covered >= minimum;
        var offsets = readings.Select(r => (long)(r.LiveAt - start).TotalMilliseconds).ToList();
        var powers = readings.Select(r => r.UsedPowerKw).ToList();
        return new BaselineSealed(
            venId,
            Method,
            baselineKw,
            verified,
            verified
                ? null
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{covered.TotalSeconds:0} s of history, {minimum.TotalSeconds:0} s are needed"
                ),
            start,
            end,
            offsets,
            powers,
            HashOf(Method, start, end, offsets, powers),
            now
        );
    }

    /// <summary>SHA-256 over the text <c>method;start;end;offset=kw;…</c> with shortest round-trip numbers, hexadecimal, lower case.</summary>
    public static string HashOf(
        string method,
        DateTimeOffset start,
        DateTimeOffset end,
        IReadOnlyList<long> offsetsMs,
        IReadOnlyList<double> kw
    )
    {
        var text = new StringBuilder().Append(
            CultureInfo.InvariantCulture,
            $"{method};{start.ToUnixTimeMilliseconds()};{end.ToUnixTimeMilliseconds()}"
        );
        for (var i = 0; i < offsetsMs.Count; i++)
            text.Append(CultureInfo.InvariantCulture, $";{offsetsMs[i]}={kw[i]:R}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
