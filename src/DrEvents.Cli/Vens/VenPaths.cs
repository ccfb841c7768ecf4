namespace DrEvents.Cli.Vens;

/// <summary>Paths of one VEN in the HTTP API.</summary>
static class VenPaths
{
    /// <summary>The VEN.</summary>
    public static string Of(string venId) => "api/vens/" + Uri.EscapeDataString(venId);

    /// <summary>What it acknowledged, newest first.</summary>
    public static string Acks(string venId) => Of(venId) + "/events";

    /// <summary>What was imported of its meter, and where that is done.</summary>
    public static string Meter(string venId, params (string Name, string? Value)[] query) => Asked($"{Of(venId)}/meter", query);

    /// <summary>How well its meter is known.</summary>
    public static string Quality(string venId, params (string Name, string? Value)[] query) => Asked($"{Of(venId)}/quality", query);

    /// <summary>Where its odd readings are accepted.</summary>
    public static string AcceptReadings(string venId) => Of(venId) + "/readings/accept";

    /// <summary>Where a code for its certificate is made.</summary>
    public static string Enrolment(string venId) => Of(venId) + "/enrolment";

    /// <summary>Its certificates.</summary>
    public static string Certificates(string venId) => Of(venId) + "/certificates";

    /// <summary>One of them.</summary>
    public static string Certificate(string venId, string serial, string? reason) =>
        Asked($"{Certificates(venId)}/{Uri.EscapeDataString(serial)}", [("reason", reason)]);

    /// <summary>By which profile it is measured first, and where that is assigned.</summary>
    public static string Profile(string venId) => Of(venId) + "/profile";

    /// <summary>Whether it is exempt from all events, and where that is said.</summary>
    public static string Exemption(string venId) => Of(venId) + "/exemption";

    /// <summary>What profiles would have missed by.</summary>
    public static string BackTest(string venId, params (string Name, string? Value)[] query) => Asked($"{Of(venId)}/backtest", query);

    /// <summary>Where single commands to it are taken.</summary>
    public static string Commands(string venId) => Of(venId) + "/commands";

    private static string Asked(string path, (string Name, string? Value)[] query)
    {
        string[] said = [.. query.Where(q => q.Value is not null).Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value!)}")];
        return said.Length > 0 ? $"{path}?{string.Join('&', said)}" : path;
    }
}
