using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Testing;
using Marten;
using Marten.Exceptions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace DrEvents.Backend.Tests.Measurement;

public sealed class WatchedTotalsTests(StoreFixture fixture) : IClassFixture<StoreFixture>, IDisposable
{
    private const string EventId = "evt-00000001";
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);

    [Fact]
    public async Task whoever_asks_again_sees_what_was_stored_since()
    {
        var watched = Watched(fixture.Store);
        (await watched.OfAsync(EventId, CancellationToken.None)).ShouldBe(EventTotals.None);

        await using var session = fixture.Store.LightweightSession();
        session.Events.Append(EventId + "/ven-1", Given.Shed("c1", 2, Given.Start));
        await session.SaveChangesAsync();

        await Eventually.HoldsAsync(
            "the VEN is counted",
            async () => await watched.OfAsync(EventId, CancellationToken.None) is { Targeted: 1, Told: 1 }
        );
    }

    [Fact]
    public async Task a_store_that_is_away_is_told_to_everybody_who_asks()
    {
        var nowhere = new NpgsqlConnectionStringBuilder(fixture.ConnectionString) { Port = 1 }.ConnectionString;
        using var away = new DocumentStore(EventStore.Options(nowhere, store => Rooms.Configure(store, pressure: null)));
        var watched = Watched(away);

        for (var i = 0; i < 2; i++)
        {
            var failure = await Should.ThrowAsync<Exception>(() => watched.OfAsync(EventId, CancellationToken.None));
            StoreAway.IsCauseOf(failure).ShouldBeTrue(failure.ToString());
        }
    }

    [Fact]
    public async Task a_store_that_comes_back_is_asked_again()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        using var store = new DocumentStore(EventStore.Options(database.ConnectionString, store => Rooms.Configure(store, pressure: null)));
        var watched = Watched(store);
        var failure = await Should.ThrowAsync<MartenCommandException>(() => watched.OfAsync(EventId, CancellationToken.None));
        failure.Message.ShouldContain(PostgresErrorCodes.UndefinedTable, customMessage: "it has no tables yet");

        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();

        (await watched.OfAsync(EventId, CancellationToken.None)).ShouldBe(EventTotals.None);
    }

    private WatchedTotals Watched(IDocumentStore store) =>
        new(store, new EndedTotals(store, TimeProvider.System), TimeProvider.System, _lifetime);

    public void Dispose() => _lifetime.StopApplication();
}
