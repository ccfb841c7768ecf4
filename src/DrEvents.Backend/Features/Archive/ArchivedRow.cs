using System.Text;
using DrEvents.Backend.Features.Telemetry;
using Marten;

namespace DrEvents.Backend.Features.Archive;

/// <summary>A row of Marten's table of events as it was when its day was closed: every column that can differ between two samples.</summary>
/// <param name="Version">Its place in the stream.</param>
/// <param name="Sequence">Its place among all events.</param>
/// <param name="Id">The event's identity.</param>
/// <param name="StoredAt">When it was stored, to the microsecond.</param>
/// <param name="Type">Marten's name of its type.</param>
/// <param name="DotNetType">What Marten itself writes beside that name; null in rows that were written by our own statement.</param>
/// <param name="Json">The column of JSON.</param>
/// <param name="Binary">The binary column; null in rows of the time when samples were stored as JSON.</param>
public readonly record struct ArchivedRow(
    long Version,
    long Sequence,
    Guid Id,
    DateTimeOffset StoredAt,
    string Type,
    string? DotNetType,
    string Json,
    byte[]? Binary
)
{
    /// <summary>Whether every column is the same, byte by byte.</summary>
    public bool IsSameAs(in ArchivedRow other) =>
        this with { Binary = null } == other with { Binary = null }
        && (Binary is null) == (other.Binary is null)
        && Binary.AsSpan().SequenceEqual(other.Binary);
}

/// <summary>What a row of the archive says of a sample, and when it was stored.</summary>
/// <param name="Version">As in <see cref="ArchivedRow"/>, as are the others.</param>
/// <param name="Sequence">Its place among all events.</param>
/// <param name="StoredAt">When it was stored.</param>
/// <param name="Json">The sample, where it is not in binary.</param>
/// <param name="Binary">The sample.</param>
public readonly record struct ArchivedSample(long Version, long Sequence, DateTimeOffset StoredAt, string Json, byte[]? Binary)
{
    /// <summary>The sample in binary or, from the time before, as JSON.</summary>
    public TelemetrySampled Read(ISerializer json)
    {
        if (Binary is not null)
            return (TelemetrySampled)SampleFormat.Instance.Deserialize(typeof(TelemetrySampled), Binary);
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(Json));
        return json.FromJson<TelemetrySampled>(text);
    }
}
