namespace DrEvents.Benchmarks.Reporting;

/// <summary>What one run of one benchmark gave; the page keeps it until the same benchmark runs again.</summary>
/// <param name="Name">The benchmark's name on the command line.</param>
/// <param name="At">When it began.</param>
/// <param name="Commit">What was measured, see <see cref="Surroundings.Checkout.CommitAsync"/>.</param>
/// <param name="IsShort">Whether it was a short run.</param>
/// <param name="TookS">How long it took, seconds.</param>
/// <param name="OthersCores">Cores that other programs of the machine used meanwhile; not a number where it is not known.</param>
/// <param name="Facts">The machine and the programs that it was measured on.</param>
/// <param name="Figures">What was measured.</param>
/// <param name="Costs">Who used the processors meanwhile, as sentences.</param>
/// <param name="Pictures">Pictures of it.</param>
internal sealed record Section(
    string Name,
    DateTimeOffset At,
    string Commit,
    bool IsShort,
    double TookS,
    double OthersCores,
    IReadOnlyDictionary<string, string> Facts,
    IReadOnlyList<Figure> Figures,
    IReadOnlyList<string> Costs,
    IReadOnlyList<Picture> Pictures
);

/// <summary>A picture that lies beside the page.</summary>
/// <param name="File">Its name in the folder of pictures.</param>
/// <param name="Caption">What it shows.</param>
internal sealed record Picture(string File, string Caption);
