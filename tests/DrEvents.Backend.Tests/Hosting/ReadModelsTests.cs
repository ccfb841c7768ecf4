using System.Diagnostics.Metrics;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Contracts.Http;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using VenDocument = DrEvents.Backend.Features.Vens.Ven;

namespace DrEvents.Backend.Tests.Hosting;

/// <summary>A database that another version wrote, taken over by this one; and states made again because an operator asks for it.</summary>
public sealed class ReadModelsTests(StoreFixture fixture) : IClassFixture<StoreFixture>, IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 7, 1, 17, 0, 0, TimeSpan.Zero);
    private static readonly GeoLocation Somewhere = new(48.2, 16.4);

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        await fixture.Store.Advanced.Clean.DeleteAllDocumentsAsync();
        await fixture.Store.Advanced.Clean.DeleteAllEventDataAsync();
        foreach (var state in fixture.Store.Options.States())
            state.IsLevel = true;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task an_empty_database_has_all_states_from_its_beginning()
    {
        await PopulateAsync();
        await RegisterAsync("ven-1");
        await PopulateAsync();

        fixture.Store.Options.States().ShouldAllBe(s => s.IsLevel);
    }

    [Fact]
    public async Task a_database_of_a_newer_version_is_refused()
    {
        await using (var session = fixture.Store.LightweightSession())
        {
            session.Store(new ReadModelForm(ReadModelForm.TheOne, EarlierNodes.Generation + 1));
            await session.SaveChangesAsync();
        }

        (await Should.ThrowAsync<ConfigurationException>(PopulateAsync)).Message.ShouldContain("newer DrEvents");
    }

    [Fact]
    public async Task states_that_an_earlier_version_left_are_folded_when_they_are_needed_and_then_all()
    {
        await RegisterAsync("ven-1", "ven-2");
        await DropStatesAsync();

        await PopulateAsync();
        Vens.IsLevel.ShouldBeFalse();
        await ReportSlowlyAsync("ven-1");
        (await VenAsync("ven-1")).ShouldNotBeNull("its stream was folded").Location.ShouldBe(Somewhere);
        (await VenAsync("ven-2")).ShouldBeNull("nobody needed it yet");
        await Builds().CompleteAsync(default);

        fixture.Store.Options.States().ShouldAllBe(s => s.IsLevel);
        (await VenAsync("ven-2")).ShouldNotBeNull().VenId.ShouldBe("ven-2");
        (await VenAsync("ven-1")).ShouldNotBeNull().ReportIntervalSeconds.ShouldBe(30);
        await PopulateAsync();
        Vens.IsLevel.ShouldBeTrue("it is known from now on");
    }

    [Fact]
    public async Task what_something_still_happens_in_is_made_before_the_node_acts()
    {
        const string past = "evt-00000001/ven-1";
        const string recent = "evt-00000001/ven-2";
        const string coming = "evt-00000002/ven-1";
        await using var session = fixture.Store.LightweightSession();
        session.Events.Append("evt-00000002", new EventScheduled(At, At.AddHours(1), 10, 100, AllocationMethods.Equal, null, 0, At));
        foreach (var stream in new[] { past, recent, coming })
            session.Events.Append(stream, Given.Shed("c1", 2, At));
        await session.SaveChangesAsync();
        await fixture.ExecuteAsync(
            $"update drevents.mt_streams set timestamp = now() - interval '2 days' where id in ('{past}', '{coming}')"
        );
        await fixture.ExecuteAsync($"delete from {fixture.TableOf<Participation>()}");
        await PopulateAsync();

        await Builds().PrepareAsync(default);

        var made = await session.LoadManyAsync<Participation>(past, recent, coming);
        made.Select(p => p.Id).ShouldBe([recent, coming], ignoreOrder: true);
        State("participations").IsLevel.ShouldBeFalse("the rest is still to come");
    }

    [Fact]
    public async Task what_an_earlier_node_appended_meanwhile_is_folded_at_the_takeover()
    {
        await PopulateAsync();
        await RegisterAsync("ven-1", "ven-2");
        var old = await VenAsync("ven-1");
        await ReportSlowlyAsync("ven-1");
        await RestoreRowAsync(old!, version: 1);

        await Builds().CatchUpAsync(DateTimeOffset.UtcNow.AddMinutes(-1), default);

        (await VenAsync("ven-1")).ShouldNotBeNull().ReportIntervalSeconds.ShouldBe(30);
    }

    [Fact]
    public async Task a_state_that_cannot_be_read_is_made_again()
    {
        await PopulateAsync();
        await RegisterAsync("ven-1");
        await fixture.ExecuteAsync("update " + fixture.TableOf<VenDocument>() + """ set data = '{"id": {}}'""");

        await AgainAsync(ReadModelBuild.Of(Vens, ReadModelBuild.Running, At));

        (await VenAsync("ven-1")).ShouldNotBeNull().VenId.ShouldBe("ven-1");
        (await BuildAsync()).ShouldNotBeNull().Status.ShouldBe(ReadModelBuild.Done);
    }

    [Fact]
    public async Task one_that_was_stopped_changes_nothing_and_goes_on_where_it_was()
    {
        await PopulateAsync();
        await RegisterAsync("ven-1", "ven-2", "ven-3");
        var running = ReadModelBuild.Of(Vens, ReadModelBuild.Running, At) with { Cursor = VenDocument.StreamOf("ven-1"), EventsTotal = 3 };
        await using (var session = fixture.Store.LightweightSession())
        {
            session.Store(running with { Status = ReadModelBuild.Stopped });
            await session.SaveChangesAsync();
        }
        await fixture.ExecuteAsync($"delete from {fixture.TableOf<VenDocument>()}");

        await AgainAsync(running);
        (await VenAsync("ven-2")).ShouldBeNull("an operator stopped it");
        await using (var session = fixture.Store.LightweightSession())
        {
            session.Store(running);
            await session.SaveChangesAsync();
        }
        await AgainAsync(running);

        (await VenAsync("ven-1")).ShouldBeNull("that was done before");
        (await VenAsync("ven-2")).ShouldNotBeNull();
        (await VenAsync("ven-3")).ShouldNotBeNull();
        (await BuildAsync()).ShouldNotBeNull().EventsDone.ShouldBe(2);
    }

    private IStreamState Vens => State("vens");

    private IStreamState State(string name) => fixture.Store.Options.States().Single(s => ReadModelBuild.NameOf(s) == name);

    private StateBuilds Builds() =>
        new(
            fixture.Store,
            new Standby(),
            new Pressure(
                TimeProvider.System,
                new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()
            ),
            TimeProvider.System,
            NullLogger<StateBuilds>.Instance
        );

    private Task PopulateAsync() => new ReadModels(TimeProvider.System).Populate(fixture.Store, TestContext.Current.CancellationToken);

    private Task AgainAsync(ReadModelBuild build) => Builds().AgainAsync(Vens, build, TestContext.Current.CancellationToken);

    private async Task<ReadModelBuild?> BuildAsync()
    {
        await using var session = fixture.Store.QuerySession();
        return await session.LoadAsync<ReadModelBuild>(ReadModelBuild.NameOf(Vens));
    }

    /// <summary>As the database is after an earlier version: its streams, and no state in the tables of this one.</summary>
    private Task DropStatesAsync() => fixture.ExecuteAsync($"delete from {fixture.TableOf<VenDocument>()}");

    private async Task RegisterAsync(params string[] venIds)
    {
        await using var session = fixture.Store.LightweightSession();
        foreach (var venId in venIds)
            session.Events.Append(
                VenDocument.StreamOf(venId),
                new VenRegistered("", Somewhere, [], null, Enabled: true, ByFirstMessage: true, At)
            );
        await session.SaveChangesAsync();
    }

    private async Task ReportSlowlyAsync(string venId)
    {
        await using var session = fixture.Store.LightweightSession();
        session.Events.Append(VenDocument.StreamOf(venId), new ReportIntervalChanged(30, At));
        await session.SaveChangesAsync();
    }

    private async Task RestoreRowAsync(VenDocument ven, int version)
    {
        await using (var session = fixture.Store.LightweightSession())
        {
            session.Store(ven);
            await session.SaveChangesAsync();
        }
        await fixture.ExecuteAsync($"update {fixture.TableOf<VenDocument>()} set mt_version = {version} where id = '{ven.Id}'");
    }

    private async Task<VenDocument?> VenAsync(string venId)
    {
        await using var session = fixture.Store.QuerySession();
        return await session.LoadAsync<VenDocument>(VenDocument.StreamOf(venId));
    }
}
