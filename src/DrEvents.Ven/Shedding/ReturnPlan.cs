using System.Text;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>
/// How the loads of a reduction come back when it ends: each at a moment of its own within the spread, drawn from the VEN, the event and the
/// load, and loads that modulate along a ramp, so that a fleet does not come back as one peak. All is in the log when it begins; every load
/// is free after spread and ramp for certain.
/// </summary>
internal static class ReturnPlan
{
    /// <summary>The loads' ways back after a reduction that ends now; null where they come back at once.</summary>
    public static LoadsReturning? Of(Situation now, string? eventId, ReturnPace pace)
    {
        var limits = now.State.PanelLimits;
        if (pace == ReturnPace.AtOnce || limits.Count == 0)
            return null;
        return new LoadsReturning([.. limits.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => Return(l.Key, l.Value))]);

        LoadReturn Return(string loadId, double fromKw)
        {
            var at = now.Now + (pace.Spread * Draw($"{now.VenId}/{eventId}/{loadId}"));
            var load = now.Load(loadId);
            var until = load?.Description.IsModulating is true ? at + pace.Ramp : at;
            return new LoadReturn(loadId, fromKw, Math.Max(fromKw, load?.Readout.WantedKw ?? fromKw), at, until);
        }
    }

    /// <summary>The limit that is on a load on its way back, kW; null when it is free.</summary>
    public static double? LimitAt(LoadReturn load, DateTimeOffset now)
    {
        if (now >= load.Until)
            return null;
        if (now <= load.At)
            return load.FromKw;
        return load.FromKw + ((load.ToKw - load.FromKw) * ((now - load.At) / (load.Until - load.At)));
    }

    /// <summary>A number in [0, 1) from a text, the same on every machine (FNV-1a, mixed once more).</summary>
    private static double Draw(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var one in Encoding.UTF8.GetBytes(text))
            hash = unchecked((hash ^ one) * 1099511628211UL);
        hash = unchecked((hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15UL);
        return (hash >> 11) * (1.0 / (1UL << 53));
    }
}

/// <summary>How slowly loads come back after a reduction.</summary>
/// <param name="Spread">Every load begins to come back within this time.</param>
/// <param name="Ramp">A load that modulates takes so long from there to its full power.</param>
public readonly record struct ReturnPace(TimeSpan Spread, TimeSpan Ramp)
{
    /// <summary>All at once, as a test wants it or one home alone.</summary>
    public static readonly ReturnPace AtOnce;

    /// <summary>
    /// What a home in the field does: within two minutes a vehicle and a house miss nothing, and a fleet's return takes a minute at least.
    /// </summary>
    public static readonly ReturnPace Usual = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60));
}
