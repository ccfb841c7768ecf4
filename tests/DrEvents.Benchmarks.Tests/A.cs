using DrEvents.Benchmarks.Reporting;

namespace DrEvents.Benchmarks.Tests;

/// <summary>Parts of a report with everything that a test does not care about.</summary>
internal static class A
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static Figure Figure(double value, double? bar = null, double? beyond = null, Better better = Better.Lower) =>
        new("the figure", value, "ms", bar, Beyond: beyond, Better: better);

    public static Section Section(string name, params Figure[] figures) =>
        new(
            name,
            Noon,
            "1a2b3c4",
            IsShort: true,
            TookS: 42,
            OthersCores: 0.3,
            new Dictionary<string, string> { ["machine"] = "2 cores" },
            figures,
            ["10.0 s: backend 0.50"],
            []
        );
}
