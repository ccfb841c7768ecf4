namespace DrEvents.Cli.Vens;

/// <summary>Paths of one VEN in the HTTP API.</summary>
static class VenPaths
{
    /// <summary>The VEN.</summary>
    public static string Of(string venId) => "api/vens/" + Uri.EscapeDataString(venId);

    /// <summary>What it acknowledged, newest first.</summary>
    public static string Acks(string venId) => Of(venId) + "/events";

    /// <summary>Where single commands to it are taken.</summary>
    public static string Commands(string venId) => Of(venId) + "/commands";
}
