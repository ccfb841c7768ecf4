using System.Security.Cryptography;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>Commands to one VEN outside of any event: each has a stream of its own, <c>cmd-…/{venId}</c>.</summary>
public static class DirectCommands
{
    /// <summary>What the names of their streams begin with.</summary>
    public const string Prefix = "cmd-";

    /// <summary>A new random id, which is its command's correlation id too.</summary>
    public static string NewId() => Prefix + RandomNumberGenerator.GetHexString(12, lowercase: true);
}
