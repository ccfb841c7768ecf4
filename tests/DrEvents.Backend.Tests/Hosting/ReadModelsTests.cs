using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using Marten;
using Microsoft.Extensions.Logging.Abstractions;
using VenState = DrEvents.Backend.Features.Vens.Ven;

namespace DrEvents.Backend.Tests.Hosting;

/// <summary>A database that another version wrote, taken over by this one.</summary>
public sealed class ReadModelsTests(StoreFixture fixture) : IClassFixture<StoreFixture>, IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 7, 1, 17, 0, 0, TimeSpan.Zero);

    private readonly ReadModels _readModels = new(NullLogger<ReadModels>.Instance);

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        await fixture.Store.Advanced.Clean.DeleteAllDocumentsAsync();
        await fixture.Store.Advanced.Clean.DeleteAllEventDataAsync();
        await fixture.ExecuteAsync($"truncate {ArchiveTables.Parts}");
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task read_models_that_cannot_be_read_any_more_are_rebuilt_from_the_streams()
    {
        await RegisterAsync("ven-1");
        await fixture.ExecuteAsync("update drevents.mt_doc_ven set data = '{\"id\": {}}'");

        await PopulateAsync();

        (await VenAsync("ven-1")).ShouldNotBeNull().VenId.ShouldBe("ven-1");
    }

    [Fact]
    public async Task read_models_of_this_form_are_left_alone()
    {
        await RegisterAsync("ven-1");
        await PopulateAsync();
        await fixture.ExecuteAsync("delete from drevents.mt_doc_ven");

        await PopulateAsync();

        (await VenAsync("ven-1")).ShouldBeNull("nothing was rebuilt");
    }

    [Fact]
    public async Task an_empty_database_has_this_form_from_its_beginning()
    {
        await PopulateAsync();

        await using var session = fixture.Store.QuerySession();
        (await session.LoadAsync<ReadModelForm>(ReadModelForm.TheOne)).ShouldNotBeNull().Number.ShouldBe(ReadModels.Form);
    }

    [Fact]
    public async Task a_database_of_a_newer_version_is_refused()
    {
        await using (var session = fixture.Store.LightweightSession())
        {
            session.Store(new ReadModelForm(ReadModelForm.TheOne, ReadModels.Form + 1));
            await session.SaveChangesAsync();
        }

        (await Should.ThrowAsync<ConfigurationException>(PopulateAsync)).Message.ShouldContain("newer DrEvents");
    }

    [Fact]
    public async Task what_is_partly_in_the_archive_is_not_rebuilt_with_gaps()
    {
        await RegisterAsync("ven-1");
        await fixture.ExecuteAsync(
            $"insert into {ArchiveTables.Parts} values ('telemetry/ven-1/2026-06-01', 1, 2, 'ven-1', '2026-06-01', 2, 1, 2, now(), now(), 1, '', '')"
        );

        (await Should.ThrowAsync<ConfigurationException>(PopulateAsync)).Message.ShouldContain("drevents archive restore");

        (await VenAsync("ven-1")).ShouldNotBeNull("nothing was touched");
    }

    private Task PopulateAsync() => _readModels.Populate(fixture.Store, TestContext.Current.CancellationToken);

    private async Task RegisterAsync(string venId)
    {
        await using var session = fixture.Store.LightweightSession();
        session.Events.Append(
            VenState.StreamOf(venId),
            new VenRegistered("", new GeoLocation(0, 0), [], null, Enabled: true, ByFirstMessage: true, At)
        );
        await session.SaveChangesAsync();
    }

    private async Task<VenState?> VenAsync(string venId)
    {
        await using var session = fixture.Store.QuerySession();
        return await session.LoadAsync<VenState>(VenState.StreamOf(venId));
    }
}
