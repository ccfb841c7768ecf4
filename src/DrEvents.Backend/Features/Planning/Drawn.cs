using System.Buffers.Binary;

namespace DrEvents.Backend.Features.Planning;

/// <summary>Numbers that look drawn, and are the same whoever draws them: another one for each event, VEN and purpose.</summary>
internal static class Drawn
{
    /// <summary>A number in [0, 1).</summary>
    public static double Of(string purpose, string eventId, string venId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{purpose}/{eventId}/{venId}"));
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * (1.0 / (1UL << 53));
    }
}
