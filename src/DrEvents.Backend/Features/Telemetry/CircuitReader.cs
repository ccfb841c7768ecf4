using System.Globalization;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using Marten;
using Marten.Events;
using Npgsql;
using NpgsqlTypes;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>Power of one load in one sample, kW, with the arrival of that sample.</summary>
public sealed record CircuitReading(DateTimeOffset At, DateTimeOffset ReceivedAt, string LoadId, double Kw, double? ShedKw);

/// <summary>Reads the loads out of a VEN's samples, and what the VEN said of them.</summary>
public static class CircuitReader
{
    /// <summary>
    /// A description comes with a sample and is dated by the storing of the batch, a moment after that sample's arrival; samples of one VEN
    /// are seconds apart.
    /// </summary>
    private static readonly TimeSpan DescribedAfterMax = TimeSpan.FromSeconds(1);

    private const string FromLoads = $"""
        from (select data, version, {SampleReader.LiveAtSql} as live_at {SampleReader.FromRange}) s
        cross join lateral jsonb_array_elements(s.data->'loads') with ordinality as l(load, place)
        where $4::text is null or l.load->>'id' = $4
        """;

    /// <summary>The newest readings of a range, of all loads or of one, newest first, and how many the range holds.</summary>
    public static async Task<(IReadOnlyList<CircuitReading> Readings, long TotalCount)> NewestAsync(
        IQuerySession session,
        string venId,
        string? loadId,
        TimeRange range,
        int limit,
        CancellationToken cancellation
    )
    {
        await using var command = Command(
            $"""
            select s.data->>'at', s.data->>'receivedAt', l.load->>'id', (l.load->>'kw')::float8, (l.load->>'shedKw')::float8
            {FromLoads}
            order by s.live_at desc, s.version desc, l.place limit $5
            """,
            venId,
            loadId,
            range
        );
        command.Parameters.Add(new() { Value = limit });
        var readings = new List<CircuitReading>();
        await using (var reader = await session.ExecuteReaderAsync(command, cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var shed = await reader.IsDBNullAsync(4, cancellation) ? (double?)null : reader.GetDouble(4);
                readings.Add(new(Time(reader.GetString(0)), Time(reader.GetString(1)), reader.GetString(2), reader.GetDouble(3), shed));
            }
        }
        await using var counting = Command($"select count(*) {FromLoads}", venId, loadId, range);
        return (readings, await SampleReader.CountAsync(session, counting, cancellation));
    }

    /// <summary>All descriptions of its loads that a VEN ever gave, oldest first. They are few: one is stored only when something changed.</summary>
    public static async Task<IReadOnlyList<LoadsDescribed>> DescriptionsAsync(
        IQuerySession session,
        string venId,
        CancellationToken cancellation
    )
    {
        var stream = Ven.StreamOf(venId);
        var stored = await session
            .Events.QueryAllRawEvents()
            .Where(e => e.StreamKey == stream && e.EventTypesAre(typeof(LoadsDescribed)))
            .OrderBy(e => e.Version)
            .ToListAsync(cancellation);
        return [.. stored.Select(e => (LoadsDescribed)e.Data)];
    }

    /// <summary>A reading with what the VEN said of that load when the sample came in; before its first word, what it said first.</summary>
    public static CircuitSnapshot Describe(CircuitReading reading, IReadOnlyList<LoadsDescribed> descriptions)
    {
        var valid =
            descriptions.LastOrDefault(d => d.At <= reading.ReceivedAt + DescribedAfterMax)
            ?? (descriptions.Count > 0 ? descriptions[0] : null);
        var load = valid?.Loads.FirstOrDefault(l => l.Id == reading.LoadId);
        return new CircuitSnapshot(
            reading.At,
            reading.LoadId,
            load?.Name,
            load?.Type,
            load?.CapacityKw,
            reading.Kw,
            reading.ShedKw,
            load?.Enabled,
            load?.Priority
        );
    }

    private static NpgsqlCommand Command(string sql, string venId, string? loadId, TimeRange range)
    {
        var command = SampleReader.Command(sql, venId, range);
        command.Parameters.Add(new() { Value = (object?)loadId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        return command;
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
