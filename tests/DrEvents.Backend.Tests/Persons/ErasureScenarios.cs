using System.Net;
using System.Net.Http.Json;
using Alba;
using DrEvents.Backend.Features.Meters;
using DrEvents.Backend.Features.Persons;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Backend.Tests.Attacks;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events;
using Marten.Events.Daemon.Coordination;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Wolverine;

namespace DrEvents.Backend.Tests.Persons;

/// <summary>A home is named wherever people can write something; afterwards it is named nowhere.</summary>
public sealed class ErasureScenarios : IAsyncLifetime
{
    private const string Id = "home-7";
    private const string Name = "Zacharias Quellmann";
    private const string Address = "Lindwurmgasse 17b";
    private const string Consent = "Frau Änne Quellmann";
    private const string Ip = "203.0.113.77";
    private static readonly string[] Secrets = ["quellmann", "Lindwurmgasse", "48.1234", Consent];

    private readonly KeptLog _log = new();
    private TestDatabase _database = null!;
    private IAlbaHost _host = null!;
    private HttpClient _http = null!;

    private static long NowS => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private IDocumentStore Store => _host.Services.GetRequiredService<IDocumentStore>();

    public async ValueTask InitializeAsync()
    {
        _database = await BackendDatabase.CreateAsync();
        _host = await BackendFixture.StartAsync(
            _database.ConnectionString,
            new RecordingBroker(),
            TimeProvider.System,
            new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Debug" },
            services => services.AddSingleton<ILoggerProvider>(_log)
        );
        _http = _host.Server.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task whoever_was_named_is_named_nowhere_afterwards_also_when_all_is_made_anew()
    {
        await NameAsync();
        await ExportHasItAllAsync();
        var there = await SearchAsync();
        there.Select(f => f.Split(':')[0]).Distinct().Count().ShouldBeGreaterThan(5, "else nothing was searched");
        var before = await MeasuredAsync();
        await RefusedAsync("still there: remove it first");
        await LeaveAsync();
        var looked = await AskAsync(new EraseRequest("letter 12", DryRun: true), HttpStatusCode.OK);
        (looked.Status, looked.By).ShouldBe((ErasureStates.WouldErase, null));
        looked.Events.ShouldContain(new ErasedCount("VenEnrolled", 1));
        (await SearchAsync()).ShouldNotBeEmpty("it was only looked");
        await ReasonsThatNameAreRefusedAsync();

        var asked = await AskAsync(new EraseRequest("letter 12"), HttpStatusCode.Accepted);
        var done = await DoneAsync();

        (done.Reason, done.By).ShouldBe(("letter 12", "loopback"));
        done.Events.ShouldBe(asked.Events);
        done.Events.Select(e => e.Type).ShouldBeSubsetOf([.. MaskingRules.Types.Select(t => t.Name)]);
        new[]
        {
            "VenRegistered",
            "VenExempted",
            "VenLeft",
            "LoadsDescribed",
            "MeterImported",
            "ActionBegun",
            "AckReceived",
            "ProfileAssigned",
        }
            .Except(done.Events.Select(e => e.Type))
            .ShouldBeEmpty();
        done.Documents.Select(d => d.Type)
            .ShouldBe(
                ["Actions", "DeadLetter", "Enrolments", "Meters", "Participations", "Programmes", "ShadowDocument", "Vens"],
                ignoreOrder: true
            );
        await NowhereAsync();
        await MakeAllAnewAsync();
        await NowhereAsync();
        (await MeasuredAsync()).ShouldBe(before);
        await AgainItChangesNothingAsync(done);
        _log.Lines.Where(l => Secrets.Any(s => l.Contains(s, StringComparison.OrdinalIgnoreCase))).ShouldBeEmpty();
        _log.Lines.Count.ShouldBeGreaterThan(30);
    }

    [Fact]
    public async Task one_that_was_killed_between_its_steps_goes_on()
    {
        await NameAsync();
        await LeaveAsync();
        await using (var session = Store.QuerySession())
        {
            var scope = await _host.Services.GetRequiredService<HomeScope>().ReadAsync(session, Id, CancellationToken.None);
            await MaskEvents.ApplyAsync(Store, scope, CancellationToken.None);
        }
        (await SearchAsync()).ShouldNotBeEmpty("documents still name it");
        await WhileOneIsMadeAsync(() => RefusedAsync("Read model history is being made"));

        await AskAsync(new EraseRequest("letter 12"), HttpStatusCode.Accepted);
        await DoneAsync();

        await NowhereAsync();
        await _host.Services.GetRequiredService<IMessageBus>().InvokeAsync(new ErasePerson($"erasure/home/{Id}"));
        await using var after = Store.QuerySession();
        (await after.Events.FetchStreamAsync($"erasure/home/{Id}")).Count.ShouldBe(2, "the message that comes twice did nothing");
    }

    [Fact]
    public async Task what_is_not_there_or_goes_on_is_said()
    {
        (await PostAsync(new EraseRequest("letter 12"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _http.GetAsync($"/api/vens/{Id}/person")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await RegisterAsync();
        (await _http.GetFromJsonAsync<ErasureView>($"/api/vens/{Id}/erasure"))!.Status.ShouldBe(ErasureStates.None);
        (await (await PostAsync(new EraseRequest(" "))).Content.ReadAsStringAsync()).ShouldContain("reason: is missing");
        var now = TimeProvider.System.GetUtcNow();
        await BackendFixture.DeliverAsync(
            _host,
            (Topics.Telemetry(Id), $$"""{"timestamp":{{NowS}},"usedPowerKw":5,"loads":[{"id":"ev","currentPowerKw":5}]}""")
        );
        var called = await _http.PostAsJsonAsync(
            "/api/events",
            new CreateEventRequest(null, now.AddHours(1), 1, "active", Targets: new EventTargets([Id]))
        );
        var eventId = (await called.Content.ReadFromJsonAsync<EventView>())!.Id;
        await Eventually.HoldsAsync(
            "it has a part",
            async () => (await _http.GetFromJsonAsync<EventDetail>($"/api/events/{eventId}"))!.Vens.Count == 1
        );
        (await _http.DeleteAsync($"/api/vens/{Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await RefusedAsync($"event {eventId}, which is not over");

        (await _http.PostAsJsonAsync($"/api/events/{eventId}/stop", new StopEventRequest(null))).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(
            "it is over",
            async () => (await PostAsync(new EraseRequest("letter 12"))).StatusCode == HttpStatusCode.Accepted
        );
    }

    private async Task RegisterAsync() =>
        (
            await _http.PostAsJsonAsync(
                "/api/vens",
                new RegisterVenRequest(
                    Name,
                    new GeoLocation(48.1234567, 11.7654321),
                    RegistrationId: Id,
                    Groups: ["family-quellmann", "site:north"],
                    Address: Address
                )
            )
        ).StatusCode.ShouldBe(HttpStatusCode.Created);

    /// <summary>Everything that people, or the VEN, may write.</summary>
    private async Task NameAsync()
    {
        await RegisterAsync();
        await BackendFixture.DeliverAsync(
            _host,
            (
                Topics.Telemetry(Id),
                $$"""{"timestamp":{{NowS}},"usedPowerKw":5,"loads":[{"id":"ev","name":"Quellmann's car","type":"ev","currentPowerKw":5,"shedCapabilityKw":4}]}"""
            ),
            (ShadowTopics.Request(Id, "update"), """{"state":{"reported":{"owner":"Quellmann"}}}"""),
            (Topics.Telemetry(Id), """{"owner":"Quellmann",""")
        );
        await SendAsync(HttpMethod.Patch, $"/api/vens/{Id}", new ChangeVenRequest("Quellmann, Zacharias"), "Quellmann wants it so");
        await SendAsync(HttpMethod.Put, $"/api/vens/{Id}/exemption", new ExemptVenRequest(ExemptionKinds.Medical, "Herr Quellmann asked"));
        await SendAsync(HttpMethod.Put, $"/api/vens/{Id}/profile", new AssignProfileRequest("caiso-10-in-10", "Quellmann has a heat pump"));
        await SendAsync(HttpMethod.Post, "/api/programmes", new OpenProgrammeRequest("evenings", "Evenings"));
        await SendAsync(
            HttpMethod.Post,
            "/api/programmes/evenings/enrolments",
            new EnrolVensRequest([Id], Consent, "contract of Quellmann"),
            $"{Consent} agreed"
        );
        await using (var session = Store.LightweightSession())
        {
            var start = TimeProvider.System.GetUtcNow().AddDays(-1);
            session.Events.Append(
                MeterStreams.Of(Id),
                new MeterImported(1, "quellmann.csv", "ab", "csv", "kw", "Etc/UTC", 15, start, start, 1, 0, 1, 0, null, null, start)
            );
            session.Events.Append("ven/" + Id, new EnrolmentRefused("the code is wrong", Ip, start));
            await session.SaveChangesAsync();
        }
        var sent = await SendAsync(HttpMethod.Post, $"/api/vens/{Id}/commands", new SendCommandRequest(CommandOps.Get, What: "config"));
        var correlationId = (await sent.Content.ReadFromJsonAsync<CommandTaken>())!.CorrelationId;
        await BackendFixture.DeliverAsync(
            _host,
            (
                Topics.Ack(Id),
                $$$$"""{"op":"get","ok":true,"correlationId":"{{{{correlationId}}}}","data":{"config":{"owner":"Quellmann"}}}"""
            )
        );
        await Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(30));
    }

    private async Task ExportHasItAllAsync()
    {
        var text = await _http.GetStringAsync($"/api/vens/{Id}/person");
        foreach (var said in new[] { Name, Address, "contract of Quellmann", "quellmann.csv", "owner", Ip, "wants it so" })
            text.ShouldContain(said);
        var export = (await _http.GetFromJsonAsync<PersonExport>($"/api/vens/{Id}/person"))!;
        export
            .Sources.Select(s => s.Source)
            .ShouldBe(["ven", "programmes", "participations", "actions", "shadow", "wishes", "deadLetters"]);
        export.Sources.Where(s => s.Items.Count == 0).Select(s => s.Source).ShouldBe(["wishes"]);
        // There are statements where there are terms.
        foreach (var reference in export.Measured.Where(r => !r.Path.StartsWith("/api/statements", StringComparison.Ordinal)))
            (await _http.GetAsync(reference.Path)).StatusCode.ShouldBe(HttpStatusCode.OK, reference.Path);
    }

    private async Task LeaveAsync()
    {
        (await _http.DeleteAsync($"/api/vens/{Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Eventually.HoldsAsync(
            "it has left its programme",
            async () => (await _http.GetFromJsonAsync<ProgrammeView>("/api/programmes/evenings"))!.Vens == 0
        );
        await Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(30));
    }

    private async Task WhileOneIsMadeAsync(Func<Task> meanwhile)
    {
        var build = new ReadModelBuild("history", 1, ReadModelBuild.Running, TimeProvider.System.GetUtcNow());
        await Store.SaveAsync(s => s.Store(build), CancellationToken.None);
        await meanwhile();
        await Store.SaveAsync(s => s.Delete(build), CancellationToken.None);
    }

    private async Task ReasonsThatNameAreRefusedAsync()
    {
        var answer = await PostAsync(new EraseRequest($"{Consent} moved out"));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("which is to be erased");
    }

    private async Task AgainItChangesNothingAsync(ErasureView done)
    {
        var again = await AskAsync(new EraseRequest("letter 13"), HttpStatusCode.OK);
        again.ShouldBeEquivalentTo(done);
        var looked = await AskAsync(new EraseRequest("letter 13", DryRun: true), HttpStatusCode.OK);
        (looked.Events.Count, looked.Documents.Count).ShouldBe((0, 0));
    }

    /// <summary>Every read model, and what Marten folds for itself.</summary>
    private async Task MakeAllAnewAsync()
    {
        var all = (await _http.GetFromJsonAsync<RebuildView[]>("/api/rebuilds"))!;
        foreach (var model in all)
            (await _http.PostAsync($"/api/rebuilds/{model.Name}", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.HoldsAsync(
            "all read models are made",
            async () => (await _http.GetFromJsonAsync<RebuildView[]>("/api/rebuilds"))!.All(r => r.Status == "done"),
            withinS: 120
        );
        var daemon = _host.Services.GetRequiredService<IProjectionCoordinator>().DaemonForMainDatabase();
        foreach (var name in Store.Options.Events.Projections().Select(p => p.Name))
            await daemon.RebuildProjectionAsync(name, CancellationToken.None);
    }

    private async Task NowhereAsync()
    {
        (await SearchAsync()).ShouldBeEmpty();
        (await SearchedDatabase.FindAsync(_database.ConnectionString, Ip)).ShouldBeEmpty();
        var export = await _http.GetStringAsync($"/api/vens/{Id}/person");
        Secrets.Where(s => export.Contains(s, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        export.ShouldContain($"erased:{Id}");
        var part = (await _http.GetFromJsonAsync<EnrolmentPage>("/api/programmes/evenings/vens"))!.Vens.ShouldHaveSingleItem();
        (part.VenId, part.Times.Single().ConsentBy).ShouldBe((Id, $"erased:{Id}"));
    }

    /// <summary>Tables of samples and of intervals, as they are.</summary>
    private async Task<string> MeasuredAsync()
    {
        await using var source = NpgsqlDataSource.Create(_database.ConnectionString);
        await using var command = source.CreateCommand(
            $"select string_agg(stream_id || version || data::text || coalesce(encode(bdata, 'hex'), ''), ' ' order by seq_id) from drevents.mt_events where stream_id like 'telemetry/{Id}/%'"
        );
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private Task<List<string>> SearchAsync() => SearchedDatabase.FindAsync(_database.ConnectionString, Secrets);

    private async Task RefusedAsync(string why)
    {
        var answer = await PostAsync(new EraseRequest("letter 12"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(why);
    }

    private async Task<ErasureView> AskAsync(EraseRequest request, HttpStatusCode status)
    {
        var answer = await PostAsync(request);
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<ErasureView>())!;
    }

    private async Task<ErasureView> DoneAsync()
    {
        ErasureView? view = null;
        await Eventually.HoldsAsync(
            "it is erased",
            async () => (view = await _http.GetFromJsonAsync<ErasureView>($"/api/vens/{Id}/erasure"))!.Status == ErasureStates.Done
        );
        return view!;
    }

    private Task<HttpResponseMessage> PostAsync(EraseRequest request) => _http.PostAsJsonAsync($"/api/vens/{Id}/erasure", request);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object body, string? why = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        if (why is not null)
            request.Headers.TryAddWithoutValidation(RequestHeaders.Reason, why);
        var answer = await _http.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return answer;
    }
}
