using System.Text;
using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using JasperFx.Events;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DrEvents.Backend.Tests.Live;

/// <summary>Read models that are made beside those in use take their place as the same bytes, with days in the archive read where they are.</summary>
public sealed class LiveBuildTests(StoreFixture fixture) : IClassFixture<StoreFixture>, IAsyncLifetime
{
    private static readonly DateTimeOffset Midnight = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Vens = ["ven-1", "ven-2", "ven-3"];

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        await fixture.Store.Advanced.Clean.DeleteAllDocumentsAsync();
        await fixture.Store.Advanced.Clean.DeleteAllEventDataAsync();
        await fixture.ExecuteAsync("truncate drevents.telemetry_archive, drevents.telemetry_deleted, drevents.telemetry_kept");
        await using var session = fixture.Store.LightweightSession();
        session.Store(new LivePage(LivePage.TheOne, "test", 0));
        await session.SaveChangesAsync();
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task what_is_made_anew_from_open_and_closed_days_is_what_was_there()
    {
        var random = new Random(11);
        await RegisterAsync();
        for (var i = 0; i < 40; i++)
            await StoreSomeAsync(random);
        await fixture.RebuildAsync(LiveProjection.ProjectionName);
        await fixture.RebuildAsync(AcknowledgementProjection.ProjectionName);
        foreach (var stream in Vens.Select(v => $"telemetry/{v}/2026-11-01"))
            (await DayClosing.StepAsync(fixture.Store, stream, Midnight, default))!.Value.IsClosed.ShouldBeTrue();
        var before = await BytesAsync();

        await BuildAsync();

        (await BytesAsync()).ShouldBe(before);
        before.ShouldContain("\"usedSumKw\"");
        before.ShouldContain("\"baselineKw\"");
        before.ShouldContain("\"unmatched\"");
        // The tables and their indexes are those that Marten expects.
        await fixture.Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync(TestContext.Current.CancellationToken);
        (await ScalarAsync("select count(*) from information_schema.tables where table_name like '%next%'")).ShouldBe(0L);
    }

    [Fact]
    public async Task days_that_retention_has_deleted_are_made_of_what_was_kept_of_them()
    {
        var random = new Random(12);
        await RegisterAsync();
        for (var i = 0; i < 20; i++)
            await StoreSomeAsync(random);
        await fixture.RebuildAsync(LiveProjection.ProjectionName);
        await fixture.RebuildAsync(AcknowledgementProjection.ProjectionName);
        foreach (var stream in Vens.SelectMany(v => new[] { $"telemetry/{v}/2026-11-01", $"telemetry/{v}/2026-11-02" }))
            (await DayClosing.StepAsync(fixture.Store, stream, Midnight, default))!.Value.IsClosed.ShouldBeTrue();
        await StoreEventsAsync();
        await BuildAsync();
        var before = await BytesAsync();
        var options = new ArchiveOptions { KeepDays = 30, KeepEventDays = 30 };

        var gone = await DayRetention
            .TrimAsync(fixture.Store, options, Midnight.AddDays(31), default)
            .ToListAsync(TestContext.Current.CancellationToken);
        await BuildAsync();

        gone.Select(g => g.Day).ShouldBe([TelemetryDays.Of(Midnight)], "the second day is not old enough");
        (await ScalarAsync("select count(*) from drevents.telemetry_archive where day = '2026-11-01'")).ShouldBe(0L);
        (await BytesAsync()).ShouldBe(before);
        await DayRetention
            .TrimAsync(fixture.Store, options, Midnight.AddDays(40), default)
            .ToListAsync(TestContext.Current.CancellationToken);
        await BuildAsync();
        (await ScalarAsync("select count(*) from drevents.telemetry_archive")).ShouldBe(0L);
        (await BytesAsync()).ShouldBe(before);
    }

    private async Task BuildAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using (var session = fixture.Store.LightweightSession())
        {
            session.Store(LiveBuild.Asked(Midnight, (await ScalarAsync("select max(seq_id) from drevents.mt_events")) as long? ?? 0));
            await session.SaveChangesAsync(cancellation);
        }
        var pressure = new Pressure(
            TimeProvider.System,
            new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()
        );
        using var build = new LiveBuild(
            fixture.Store,
            new NextStore(() =>
                new DocumentStore(ReadModelTables.NextOptions(fixture.ConnectionString, s => Rooms.Configure(s, pressure: null)))
            ),
            new Standby(),
            pressure,
            TimeProvider.System,
            LoggerFactory.Create(b => b.AddSimpleConsole()).CreateLogger<LiveBuild>()
        );
        await build.StartAsync(cancellation);
        await Eventually.HoldsAsync(
            "it is in use",
            async () =>
            {
                await using var session = fixture.Store.QuerySession();
                return await session.LoadAsync<ReadModelBuild>(LiveBuild.Name, cancellation) is { Status: ReadModelBuild.Done };
            }
        );
        await build.StopAsync(cancellation);
    }

    /// <summary>Those that <see cref="StoreSomeAsync"/> gives parts in.</summary>
    private async Task StoreEventsAsync()
    {
        await using var session = fixture.Store.LightweightSession();
        session.Store(
            Enumerable
                .Range(0, 9)
                .Select(i => new DrEvent
                {
                    Id = "evt-0000000" + i,
                    Status = EventStatus.Completed,
                    StartTime = Midnight,
                    EndTime = Midnight.AddDays(2),
                    RequestedReductionKw = 1,
                    Priority = 100,
                    Allocation = AllocationMethods.Equal,
                    CreatedAt = Midnight,
                })
                .ToArray()
        );
        await session.SaveChangesAsync();
    }

    private async Task RegisterAsync()
    {
        await using var session = fixture.Store.LightweightSession();
        foreach (var venId in Vens)
            session.Events.Append(
                Features.Vens.Ven.StreamOf(venId),
                new VenRegistered("", new GeoLocation(0, 0), [], null, Enabled: true, ByFirstMessage: true, Midnight)
            );
        await session.SaveChangesAsync();
    }

    private async Task StoreSomeAsync(Random random)
    {
        await using var session = fixture.Store.LightweightSession();
        var appends = new StreamAppends();
        for (var i = 0; i < 25; i++)
        {
            var venId = Vens[random.Next(Vens.Length)];
            var at = Midnight.AddSeconds(random.Next(2 * 86_400));
            var loads = new[] { new LoadPower("a", random.NextDouble(), null) };
            appends.Add(
                TelemetryStreams.Of(venId, at),
                new Event<TelemetrySampled>(
                    new TelemetrySampled(at, random.NextDouble() * 9, random.NextDouble(), null, null, null, null, i, loads, null, at)
                )
                {
                    Id = TelemetryStreams.SampleId(venId, at, i),
                }
            );
        }
        var (eventId, ven) = ("evt-0000000" + random.Next(9), Vens[random.Next(Vens.Length)]);
        var (from, to) = (Midnight.AddSeconds(random.Next(86_400)), Midnight.AddSeconds(random.Next(86_400, 2 * 86_400)));
        appends.Add(
            Participation.StreamOf(eventId, ven),
            new CommandDispatched("c", CommandOps.ShedPanel, 1, random.NextDouble(), to, to, "", null, from)
        );
        appends.Add(
            Participation.StreamOf(eventId, ven),
            new AckReceived("c", CommandOps.ShedPanel, true, AckStandings.First, null, null, null, null, null, null, 0, null, from)
        );
        appends.Add(Features.Vens.Ven.StreamOf(ven), new AckUnmatched("x", null, CommandOps.Ping, true, "unknown", null, from));
        appends.Add(
            BaselineSealed.StreamOf(eventId),
            new BaselineSealed(ven, "pre-event-mean", random.NextDouble() * 5, true, null, from, from, [], [], "", from)
        );
        await appends.AppendToAsync(session, default);
        await session.SaveChangesAsync();
    }

    private async Task<string> BytesAsync()
    {
        await using var session = fixture.Store.QuerySession();
        var text = new StringBuilder();
        foreach (
            var type in (Type[])
                [typeof(VenLive), typeof(MeteredParticipation), typeof(VenInterval), typeof(FleetInterval), typeof(Acknowledgement)]
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

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(fixture.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
