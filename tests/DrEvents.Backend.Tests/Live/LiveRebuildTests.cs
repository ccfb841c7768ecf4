using System.Text;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Contracts.Mqtt;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events;
using Marten.Events.Projections;
using Npgsql;

namespace DrEvents.Backend.Tests.Live;

/// <summary>Over a real store: documents built page by page are, byte for byte, those that a rebuild makes.</summary>
public sealed class LiveRebuildTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private readonly AcknowledgementProjection _acknowledgements = new(pressure: null);
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task a_rebuild_makes_the_same_bytes_as_random_pages_did()
    {
        var random = new Random(7);
        for (var i = 0; i < 20; i++)
            await StoreSomeAsync(random);
        await using var query = fixture.Store.QuerySession();
        var events = await query.Events.QueryAllRawEvents().OrderBy(e => e.Sequence).ToListAsync();

        // Two nodes take turns, and some pages are never committed: neither may go on from what it remembers.
        LiveProjection[] nodes = [new(null), new(null)];
        for (var i = 0; i < events.Count; )
        {
            var page = random.Next(1, 60);
            if (random.Next(4) == 0)
                await ApplyAsync([.. events.Skip(i).Take(page + 7)], commit: false, nodes[random.Next(2)]);
            await ApplyAsync([.. events.Skip(i).Take(page)], commit: true, nodes[random.Next(2)], _acknowledgements);
            i += page;
        }
        var grown = await BytesAsync();
        await fixture.RebuildAsync(LiveProjection.ProjectionName);
        await fixture.RebuildAsync(AcknowledgementProjection.ProjectionName);

        grown.ShouldContain("\"usedSumKw\"");
        grown.ShouldContain("\"unmatched\"");
        (await BytesAsync()).ShouldBe(grown);
    }

    private async Task StoreSomeAsync(Random random)
    {
        await using var session = fixture.Store.LightweightSession();
        for (var i = 0; i < 25; i++)
        {
            var venId = "ven-" + random.Next(4);
            var at = Noon.AddSeconds(random.Next(3_600));
            var loads = new[] { new LoadPower("a", random.NextDouble(), null) };
            session.Events.Append(
                TelemetryStreams.Of(venId, at),
                new TelemetrySampled(at, random.NextDouble() * 9, random.NextDouble(), null, null, null, null, null, loads, null, at)
            );
        }
        var end = Noon.AddSeconds(random.Next(3_600));
        var participation = Participation.StreamOf("evt-0000000" + random.Next(9), "ven-" + random.Next(4));
        session.Events.Append(
            participation,
            new CommandDispatched("c", CommandOps.ShedPanel, 1, random.NextDouble(), end, end, "", null, Noon),
            new AckReceived("c", CommandOps.ShedPanel, true, AckStandings.First, null, null, null, null, null, null, 0, null, Noon)
        );
        session.Events.Append(
            Features.Vens.Ven.StreamOf("ven-1"),
            new AckUnmatched("x", null, CommandOps.Ping, true, "unknown", null, Noon)
        );
        await session.SaveChangesAsync();
    }

    private async Task ApplyAsync(IReadOnlyList<IEvent> page, bool commit, params IJasperFxProjection<IDocumentOperations>[] projections)
    {
        await using var session = fixture.Store.LightweightSession();
        foreach (var projection in projections)
            await projection.ApplyAsync(session, page, CancellationToken.None);
        if (commit)
            await session.SaveChangesAsync();
    }

    private async Task<string> BytesAsync()
    {
        await using var session = fixture.Store.QuerySession();
        var text = new StringBuilder();
        foreach (
            var type in new[]
            {
                typeof(VenLive),
                typeof(MeteredParticipation),
                typeof(VenInterval),
                typeof(FleetInterval),
                typeof(Acknowledgement),
            }
        )
        {
            var table = session.DocumentStore.Options.FindOrResolveDocumentType(type).TableName.QualifiedName;
            await using var command = new NpgsqlCommand($"select t::text from {table} t order by id collate \"C\"");
            await using var reader = await session.ExecuteReaderAsync(command, CancellationToken.None);
            while (await reader.ReadAsync())
                text.AppendLine(reader.GetString(0));
        }
        return text.ToString();
    }
}
