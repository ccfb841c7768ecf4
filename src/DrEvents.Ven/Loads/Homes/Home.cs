namespace DrEvents.Ven.Loads.Homes;

/// <summary>A description of a simulated home, from which any number of homes can be built.</summary>
/// <param name="Name">For people.</param>
/// <param name="Builders">Builds each load from a seed of its own.</param>
public sealed record Home(string Name, IReadOnlyList<Func<int, ILoad>> Builders)
{
    private const string ResourcePrefix = "homes/";

    /// <summary>The names of the homes that come with the agent.</summary>
    public static IReadOnlyList<string> Shipped { get; } =
    [
        .. typeof(Home)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(n => n[ResourcePrefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The loads of one home; the same seed gives the same.</summary>
    public IReadOnlyList<ILoad> Build(int seed) => [.. Builders.Select((build, place) => build(SeedOf(seed, place)))];

    /// <summary>The home of this name, or in this file; or all that is wrong, each naming its field.</summary>
    public static (Home? Home, IReadOnlyList<string> Errors) Find(string nameOrPath)
    {
        if (Shipped.Contains(nameOrPath))
            return HomeReader.Read(ReadResource(nameOrPath));
        try
        {
            if (File.Exists(nameOrPath))
                return HomeReader.Read(File.ReadAllBytes(nameOrPath));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, [e.Message]);
        }
        return (null, [$"'{nameOrPath}' is neither a file nor one of {string.Join(", ", Shipped)}"]);
    }

    /// <summary>Each load has a seed of its own, else all curves of a home would rise and fall together.</summary>
    internal static int SeedOf(int seed, int place) => unchecked((seed * 397) ^ place);

    private static byte[] ReadResource(string name)
    {
        using var resource = typeof(Home).Assembly.GetManifestResourceStream(ResourcePrefix + name)!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
