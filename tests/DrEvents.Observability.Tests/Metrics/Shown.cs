using System.Diagnostics.Metrics;

namespace DrEvents.Observability.Tests.Metrics;

/// <summary>A metric as Prometheus shows it.</summary>
/// <param name="Name">Without what histograms put behind it.</param>
internal sealed record Shown(string Name, string Kind, string Unit, string What)
{
    private static readonly Dictionary<string, string> UnitNames = new() { ["s"] = "seconds", ["By"] = "bytes" };

    /// <summary>All instruments of the backend, as long as this listener runs.</summary>
    public static MeterListener Listen(ICollection<Instrument> found)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (!instrument.Meter.Name.StartsWith("DrEvents.", StringComparison.Ordinal))
                    return;
                lock (found)
                    found.Add(instrument);
            },
        };
        listener.Start();
        return listener;
    }

    /// <summary>By the rules of OpenTelemetry for names in Prometheus. What the backend really shows is compared with it.</summary>
    public static Shown Of(Instrument instrument)
    {
        var kind = instrument.GetType().Name.Split('`')[0] switch
        {
            "Counter" => "counter",
            "Histogram" => "histogram",
            _ => "gauge",
        };
        var unit = instrument.Unit ?? "";
        var name = instrument.Name.Replace('.', '_');
        if (UnitNames.TryGetValue(unit, out var suffix))
            name += "_" + suffix;
        if (kind == "counter")
            name += "_total";
        var shownUnit = unit.StartsWith('{')
            ? unit.Trim('{', '}')
            : suffix ?? (name.EndsWith("_kw", StringComparison.Ordinal) ? "kW" : unit);
        return new(name, kind, shownUnit, instrument.Description ?? "");
    }
}
