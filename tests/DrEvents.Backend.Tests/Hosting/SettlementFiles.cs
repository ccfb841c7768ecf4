namespace DrEvents.Backend.Tests.Hosting;

/// <summary>Terms in a file, and a place for a key, for as long as a test needs them.</summary>
public sealed class SettlementFiles : IDisposable
{
    /// <summary>25 cents for a kWh, in quarters, for everybody.</summary>
    public const string ForAll = """
        {"terms":[{"id":"all","currency":"EUR","pricePerKwh":"0.25","intervalMinutes":15,"settles":"signed","validFrom":"2020-01-01T00:00:00Z"}]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("settlement").FullName;

    /// <summary>Writes the terms.</summary>
    public SettlementFiles(string terms) => File.WriteAllText(Terms, terms);

    /// <summary>The file of terms.</summary>
    public string Terms => Path.Combine(_folder, "terms.json");

    /// <summary>Where the key is made.</summary>
    public string Key => Path.Combine(_folder, "receipts.pem");

    /// <summary>Where another file can be made.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Settings that name them.</summary>
    public Dictionary<string, string?> Settings => new() { ["Settlement:TermsFile"] = Terms, ["Settlement:SigningKeyFile"] = Key };

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
