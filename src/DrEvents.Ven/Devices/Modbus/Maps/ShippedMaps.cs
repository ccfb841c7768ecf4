namespace DrEvents.Ven.Devices.Modbus.Maps;

/// <summary>The register maps that come with the agent.</summary>
internal static class ShippedMaps
{
    private const string ResourcePrefix = "modbus/";

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(ShippedMaps)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(n => n[ResourcePrefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The map of this name, or in this file; or all that is wrong, each naming its field.</summary>
    public static (RegisterMap? Map, IReadOnlyList<string> Errors) Find(string nameOrPath)
    {
        if (Names.Contains(nameOrPath))
            return RegisterMapReader.Read(Read(nameOrPath));
        try
        {
            if (File.Exists(nameOrPath))
                return RegisterMapReader.Read(File.ReadAllBytes(nameOrPath));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, [e.Message]);
        }
        return (null, [$"'{nameOrPath}' is neither a file nor one of {string.Join(", ", Names)}"]);
    }

    /// <summary>The JSON of one.</summary>
    internal static byte[] Read(string name)
    {
        using var resource = typeof(ShippedMaps).Assembly.GetManifestResourceStream(ResourcePrefix + name)!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
