using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Readings;

namespace DrEvents.Backend.Features.Baselines;

/// <summary>Makes a baseline out of readings: the mean over the time in the window before a VEN's part began, together with those readings.</summary>
public static class Seal
{
    public const string Method = "pre-event-time-mean";

    /// <summary>That of earlier versions: each reading counts once.</summary>
    public const string MethodOfSamples = "pre-event-mean";

    public static BaselineSealed Of(
        string venId,
        IReadOnlyList<TelemetrySampled> readings,
        DateTimeOffset start,
        DateTimeOffset end,
        TimeSpan minimum,
        int reportIntervalSeconds,
        DateTimeOffset now
    )
    {
        var offsets = readings.Select(r => OffsetMs(r.LiveAt, start)).ToList();
        var powers = readings.Select(r => r.UsedPowerKw).ToList();
        var coveredS = Seconds(Method, offsets, reportIntervalSeconds).Sum();
        var verified = readings.Count > 0 && coveredS >= minimum.TotalSeconds;
        return new BaselineSealed(
            venId,
            Method,
            MeanKw(Method, offsets, powers, reportIntervalSeconds),
            verified,
            verified ? null : FormattableString.Invariant($"{coveredS:0} s of history, {minimum.TotalSeconds:0} s are needed"),
            start,
            end,
            offsets,
            powers,
            HashOf(Method, start, end, offsets, powers, reportIntervalSeconds),
            now,
            reportIntervalSeconds
        );
    }

    /// <summary>The baseline that readings come to by a method; null where there are none.</summary>
    public static double? MeanKw(string method, IReadOnlyList<long> offsetsMs, IReadOnlyList<double> kw, int? reportIntervalSeconds)
    {
        var (sumKw, sumS) = (0.0, 0.0);
        foreach (var (seconds, power) in Seconds(method, offsetsMs, reportIntervalSeconds).Zip(kw))
            (sumKw, sumS) = (sumKw + power * seconds, sumS + seconds);
        return sumS == 0 ? null : sumKw / sumS;
    }

    /// <summary>The time that each reading stands for; 1 of each by the method of samples.</summary>
    private static IEnumerable<double> Seconds(string method, IReadOnlyList<long> offsetsMs, int? reportIntervalSeconds) =>
        offsetsMs.Select(
            (ms, i) =>
                method == MethodOfSamples
                    ? 1
                    : ReadingTime.Seconds(
                        i == 0 ? null : TimeSpan.FromMilliseconds(ms - offsetsMs[i - 1]),
                        reportIntervalSeconds ?? Ven.ReportIntervalSecondsDefault
                    )
        );

    /// <summary>A reading's distance from the window's start, in whole ms.</summary>
    public static long OffsetMs(DateTimeOffset at, DateTimeOffset start) => (long)(at - start).TotalMilliseconds;

    /// <summary>SHA-256 over the text <c>method;start;end;interval;offset=kw;…</c> (no interval by the method of samples) with shortest round-trip numbers, hexadecimal, lower case.</summary>
    public static string HashOf(
        string method,
        DateTimeOffset start,
        DateTimeOffset end,
        IReadOnlyList<long> offsetsMs,
        IReadOnlyList<double> kw,
        int? reportIntervalSeconds = null
    )
    {
        var text = new StringBuilder().Append(
            CultureInfo.InvariantCulture,
            $"{method};{start.ToUnixTimeMilliseconds()};{end.ToUnixTimeMilliseconds()}"
        );
        if (reportIntervalSeconds is { } seconds)
            text.Append(CultureInfo.InvariantCulture, $";{seconds}");
        for (var i = 0; i < offsetsMs.Count; i++)
            text.Append(CultureInfo.InvariantCulture, $";{offsetsMs[i]}={kw[i]:R}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
