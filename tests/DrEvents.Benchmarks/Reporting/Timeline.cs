namespace DrEvents.Benchmarks.Reporting;

/// <summary>Curves over the time of a run, in panels one above the other that share the time.</summary>
/// <param name="Title">What it shows, as a sentence.</param>
/// <param name="Panels">From above.</param>
/// <param name="Moments">What happened when.</param>
/// <param name="Along">What is counted along the panels in whole numbers in place of seconds; null where it is time.</param>
internal sealed record Timeline(string Title, IReadOnlyList<Panel> Panels, IReadOnlyList<Moment> Moments, string? Along = null);

/// <summary>Curves with one axis.</summary>
/// <param name="Axis">What the axis shows, with its unit.</param>
/// <param name="Curves">They are told apart by their names where there are several.</param>
/// <param name="IsLogarithmic">For what spans several powers of ten.</param>
internal sealed record Panel(string Axis, IReadOnlyList<Curve> Curves, bool IsLogarithmic = false);

/// <summary>Values over time. A value that is not a number leaves a gap.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Points">Each with its time since the run's beginning, seconds.</param>
internal sealed record Curve(string Name, IReadOnlyList<(double AtS, double Value)> Points);

/// <summary>Something that happened.</summary>
/// <param name="AtS">When, in seconds since the run's beginning.</param>
/// <param name="Name">What.</param>
internal sealed record Moment(double AtS, string Name);
