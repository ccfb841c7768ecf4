namespace DrEvents.Benchmarks.Reporting;

/// <summary>One measured figure.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">How much.</param>
/// <param name="Unit">Of value, bar and floor.</param>
/// <param name="Bar">What the project wants; null where it names no number.</param>
/// <param name="Floor">What the machine gives without DrEvents, measured in the same run; null where nothing compares.</param>
/// <param name="FloorIs">What the floor is.</param>
/// <param name="Note">What one has to know to read the value.</param>
/// <param name="Beyond">What would be more than the project wants; null where it names no number.</param>
/// <param name="Better">Which values are good ones.</param>
internal sealed record Figure(
    string Name,
    double Value,
    string Unit,
    double? Bar = null,
    double? Floor = null,
    string FloorIs = "",
    string Note = "",
    double? Beyond = null,
    Better Better = Better.Lower
)
{
    /// <summary>What the figure says of its bar, in a word; empty where there is none.</summary>
    public string Verdict =>
        Bar is not { } bar ? ""
        : Beyond is { } beyond && Reaches(beyond) ? "beyond"
        : Reaches(bar) ? "met"
        : "missed";

    /// <summary>A value that is not known reaches nothing.</summary>
    private bool Reaches(double mark) =>
        Better switch
        {
            Better.Lower => Value <= mark,
            Better.Higher => Value >= mark,
            _ => Math.Abs(Value - 1) <= mark,
        };
}

/// <summary>Which values of a figure are good ones.</summary>
internal enum Better
{
    /// <summary>At most the bar.</summary>
    Lower,

    /// <summary>At least the bar.</summary>
    Higher,

    /// <summary>A share that is to be 1; the bar says how far off it may be.</summary>
    NearOne,
}
