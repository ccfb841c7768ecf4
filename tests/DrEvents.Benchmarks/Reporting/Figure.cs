namespace DrEvents.Benchmarks.Reporting;

/// <summary>One measured figure.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">How much.</param>
/// <param name="Unit">Of value, bar and floor.</param>
/// <param name="Bar">What the project wants; null where it names no number.</param>
/// <param name="Floor">What the machine gives without DrEvents, measured in the same run; null where nothing compares.</param>
/// <param name="FloorIs">What the floor is.</param>
/// <param name="Note">What one has to know to read the value.</param>
internal sealed record Figure(
    string Name,
    double Value,
    string Unit,
    double? Bar = null,
    double? Floor = null,
    string FloorIs = "",
    string Note = ""
);
