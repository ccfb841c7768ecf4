namespace DrEvents.Backend.Features.Participations;

/// <summary>Ids that say whose they are: <c>evt-1a2b3c4d.2.9f00aa11</c> (event, revision, random), or <c>cmd-…</c> for a direct command.</summary>
public static class CorrelationIds
{
    public static string New(string eventId, int revision) =>
        $"{eventId}.{revision}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    public static string? OwnerOf(string correlationId)
    {
        if (DirectCommands.IsOne(correlationId))
            return correlationId.Length <= 64 ? correlationId : null;
        var dot = correlationId.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && EventIds.IsValid(correlationId.AsSpan(0, dot)) ? correlationId[..dot] : null;
    }
}

/// <summary>Commands to one VEN outside of any event: each has a stream of its own, <c>cmd-…/{venId}</c>.</summary>
public static class DirectCommands
{
    public const string Prefix = "cmd-";

    public static bool IsOne(string owner) => owner.StartsWith(Prefix, StringComparison.Ordinal);

    public static string NewId() => Prefix + RandomNumberGenerator.GetHexString(12, lowercase: true);
}
