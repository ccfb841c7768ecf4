namespace DrEvents.Cli.Vens;

/// <summary>Paths of one VEN in the HTTP API.</summary>
static class VenPaths
{
    /// <summary>The VEN.</summary>
    public static string Of(string venId) => "api/vens/" + Uri.EscapeDataString(venId);

    /// <summary>What it acknowledged, newest first.</summary>
    public static string Acks(string venId) => Of(venId) + "/events";

    /// <summary>What was imported of its meter, and where that is done.</summary>
    public static string Meter(string venId, params (string Name, string? Value)[] query)
    {
        var said = query.Where(q => q.Value is not null).Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value!)}");
        return $"{Of(venId)}/meter" + (query.Length > 0 ? "?" + string.Join('&', said) : "");
    }

    /// <summary>Where single commands to it are taken.</summary>
    public static string Commands(string venId) => Of(venId) + "/commands";
}
