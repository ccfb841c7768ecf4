using DrEvents.Backend.Hosting;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Archive;

/// <summary>Reads closed days.</summary>
public static class ArchivedDays
{
    /// <summary>The parts of these streams, without their contents, oldest first.</summary>
    public static async Task<List<ArchivedPart>> PartsAsync(IQuerySession session, string[] streams, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"select stream_id, first_version from {ArchiveTables.Parts} where stream_id = any($1) order by stream_id, first_version"
        )
        {
            Parameters = { new() { Value = streams } },
        };
        var parts = new List<ArchivedPart>();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
            parts.Add(new ArchivedPart(reader.GetString(0), reader.GetInt64(1)));
        return parts;
    }

    /// <summary>All samples of these streams.</summary>
    public static async Task<List<(string Stream, ArchivedSample Sample)>> SamplesAsync(
        IQuerySession session,
        string[] streams,
        CancellationToken cancellation
    )
    {
        var all = new List<(string, ArchivedSample)>();
        foreach (var part in await PartsAsync(session, streams, cancellation))
        {
            if (await ContentAsync(session, part, cancellation) is { } content)
                all.AddRange(content.Samples(part.Stream).Select(sample => (part.Stream, sample)));
        }
        return all;
    }

    /// <summary>The rows of a part.</summary>
    public static async Task<IReadOnlyList<ArchivedRow>> RowsAsync(
        IQuerySession session,
        ArchivedPart part,
        CancellationToken cancellation
    ) => (await ContentAsync(session, part, cancellation))?.Rows(part.Stream) ?? [];

    private static async Task<DayContent?> ContentAsync(IQuerySession session, ArchivedPart part, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"select content, sha256 from {ArchiveTables.Parts} where stream_id = $1 and first_version = $2"
        )
        {
            Parameters =
            {
                new() { Value = part.Stream },
                new() { Value = part.FirstVersion },
            },
        };
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        return await reader.ReadAsync(cancellation)
            ? new DayContent(reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<byte[]>(1))
            : null;
    }
}

/// <summary>A part of a closed day.</summary>
/// <param name="Stream">The stream whose rows it holds.</param>
/// <param name="FirstVersion">Version of the first of them.</param>
public sealed record ArchivedPart(string Stream, long FirstVersion);
