using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Baselines;

/// <summary>Makes a baseline out of readings: the mean of a VEN's samples in the window before its part began, together with those samples.</summary>
public static class Seal
{
    public const string Method = "pre-event-mean";

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
        var sumKw = 0.0;
        foreach (var reading in readings)
            sumKw += reading.UsedPowerKw;
        var baselineKw = readings.Count == 0 ? (double?)null : sumKw / readings.Count;
        var covered = readings.Count * TimeSpan.FromSeconds(reportIntervalSeconds);
        var verified = readings.Count > 0 && covered >= minimum;
        var offsets = readings.Select(r => OffsetMs(r.LiveAt, start)).ToList();
        var powers = readings.Select(r => r.UsedPowerKw).ToList();
        return new BaselineSealed(
            venId,
            Method,
            baselineKw,
            verified,
            verified ? null : FormattableString.Invariant($"{covered.TotalSeconds:0} s of history, {minimum.TotalSeconds:0} s are needed"),
            start,
            end,
            offsets,
            powers,
            HashOf(Method, start, end, offsets, powers),
            now
        );
    }

    /// <summary>A reading's distance from the window's start, in whole ms.</summary>
    public static long OffsetMs(DateTimeOffset at, DateTimeOffset start) => (long)(at - start).TotalMilliseconds;

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
