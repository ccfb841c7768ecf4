using System.Security.Cryptography;
using DrEvents.Contracts;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>
/// Correlation ids of DrEvents say whose they are, so that an acknowledgement finds its stream without a search:
/// <c>evt-1a2b3c4d.2.9f00aa11</c> (event, revision, random) within an event, <c>cmd-…</c> for a direct command.
/// </summary>
public static class CorrelationIds
{
    /// <summary>A new id for a command of an event.</summary>
    public static string New(string eventId, int revision) =>
        $"{eventId}.{revision}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>The event, or the direct command, that an id belongs to; null for an id that is not ours.</summary>
    public static string? OwnerOf(string correlationId)
    {
        if (correlationId.StartsWith(DirectCommands.Prefix, StringComparison.Ordinal))
            return correlationId.Length <= 64 ? correlationId : null;
        var dot = correlationId.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && EventIds.IsValid(correlationId.AsSpan(0, dot)) ? correlationId[..dot] : null;
    }
}
