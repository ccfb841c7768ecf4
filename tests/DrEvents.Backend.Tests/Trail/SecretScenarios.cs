using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using DrEvents.Backend.Tests.Access;
using DrEvents.Backend.Tests.Attacks;
using DrEvents.Backend.Tests.Hosting;
using DrEvents.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DrEvents.Backend.Tests.Trail;

/// <summary>After a run in which all secrets were used, none of them is anywhere but where it belongs.</summary>
public sealed class SecretScenarios
{
    private const string MasterKey = "a-master-key-of-more-than-32-characters";
    private const int ShownBefore = 100;
    private const string BrokersPassword = "the password of the broker";

    [Fact]
    public async Task no_secret_is_in_logs_answers_traces_metrics_or_the_store()
    {
        using var files = new SettlementFiles(SettlementFiles.ForAll);
        var (ca, commandKey) = (files.PathOf("authority.pem"), files.PathOf("command-key.pem"));
        var (log, broker) = (new KeptLog(), new RecordingBroker());
        var settings = new Dictionary<string, string?>(files.Settings)
        {
            ["Access:AdministratorKey"] = Some.AdministratorKey,
            ["Access:MasterKey"] = MasterKey,
            ["Commands:SigningKeyFile"] = commandKey,
            ["Http:SignInsPerMinute"] = "10000",
            ["Identity:CaFile"] = ca,
            ["Identity:BrokerHost"] = "broker.example",
            ["Logging:LogLevel:Default"] = "Debug",
            ["Mqtt:UserName"] = "backend",
            ["Mqtt:Password"] = BrokersPassword,
            ["Trail:RefusedEverySeconds"] = "1",
        };
        // The server of the tests may be started by this, with a statement that gives a role its password; the backend makes no such statement.
        var database = await BackendDatabase.CreateAsync();
        using var told = new Told();
        await using var backend = new AccessBackend(
            database,
            await BackendFixture.StartAsync(
                database.ConnectionString,
                broker,
                TimeProvider.System,
                settings,
                services => services.AddSingleton<ILoggerProvider>(log)
            )
        );
        var run = new SecretRun(backend, broker);

        await run.GoAsync();

        var secrets = run.Secrets;
        secrets["master key"] = MasterKey;
        secrets["password of the broker"] = BrokersPassword;
        foreach (var (name, file) in new[] { ("authority", ca), ("command key", commandKey), ("receipt key", files.Key) })
            secrets[$"secret half of the {name}"] = SecretHalf(await File.ReadAllTextAsync(file));
        if (new NpgsqlConnectionStringBuilder(database.ConnectionString).Password is { Length: > 0 } password)
            secrets["password of the database"] = password;
        secrets.Count.ShouldBeGreaterThan(30);
        var places = new Dictionary<string, string>
        {
            ["answers"] = await AnswersAsync(backend),
            ["logs"] = string.Join('\n', log.Lines),
            ["traces and metrics"] = string.Join('\n', told.Lines),
            ["messages"] = string.Join('\n', broker.Published.Select(p => $"{p.Topic} {p.Payload}")),
        };
        places.ShouldAllBe(p => p.Value.Length > 100);
        Found(secrets, places).ShouldBeEmpty();
        var (tables, stored) = await DatabaseSearch.FindAsync(database.ConnectionString, secrets);
        tables.ShouldBeGreaterThan(30);
        stored.ShouldBeEmpty();
    }

    /// <summary>Else the search would find nothing whatever is there.</summary>
    [Fact]
    public async Task what_is_in_any_kind_of_column_is_found()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        const string rows = """
            create schema "Odd schema";
            create table "Odd schema"."Odd table" (a text, b jsonb, c bytea, d text[]);
            insert into "Odd schema"."Odd table" values ('x text/1', null, null, null), (null, '{"a":["json+2"]}', null, null),
                (null, null, 'bytes 3', null), (null, null, null, array['a', 'array-4']);
            """;
        await using (var command = new NpgsqlCommand(rows, connection))
            await command.ExecuteNonQueryAsync();
        string[] all = ["text/1", "json+2", "bytes 3", "array-4"];

        var (tables, found) = await DatabaseSearch.FindAsync(
            database.ConnectionString,
            all.Append("not there").ToDictionary(t => t, t => t)
        );

        tables.ShouldBe(1);
        found.Select(f => f.Split(" in ")[0]).ShouldBe(all, ignoreOrder: true);
    }

    /// <summary>Which secret is where, with what comes before it.</summary>
    private static IEnumerable<string> Found(Dictionary<string, string> secrets, Dictionary<string, string> places)
    {
        foreach (var (name, secret) in secrets)
        {
            foreach (var form in DatabaseSearch.FormsOf(secret))
            {
                foreach (var (place, text) in places)
                {
                    if (text.IndexOf(form, StringComparison.Ordinal) is var at && at >= 0)
                        yield return $"{name} in {place} after {text[Math.Max(0, at - ShownBefore)..at]}";
                }
            }
        }
    }

    /// <summary>A line of the PEM that both halves do not share: the public one comes last.</summary>
    private static string SecretHalf(string pem) => pem.Split('\n').First(l => l.Length > 20 && !l.StartsWith('-'))[^24..];

    /// <summary>All that the interface answers to who may ask for all, and what tells of itself.</summary>
    private static async Task<string> AnswersAsync(AccessBackend backend)
    {
        var answers = new StringBuilder();
        var routes = backend
            .Host.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(e => "/" + e.RoutePattern.RawText?.Trim('/'))
            .Where(p =>
                p.StartsWith("/api/", StringComparison.Ordinal) && !p.Contains('{') && !p.EndsWith("/stream", StringComparison.Ordinal)
            )
            .Distinct()
            .ToList();
        routes.Count.ShouldBeGreaterThan(25);
        await Eventually.HoldsAsync(
            "refusals are told",
            async () => (await ReadAsync("/api/actions?outcome=refused")).Contains("401", StringComparison.Ordinal)
        );
        string[] others =
        [
            "/metrics",
            "/openapi/v1.json",
            "/health/ready",
            "/.well-known/openid-configuration",
            "/.well-known/jwks",
            "/api/stored?limit=500",
            "/api/actions?limit=500",
            "/api/dead-letters?limit=100",
        ];
        foreach (var path in routes.Concat(others))
            answers.AppendLine(await ReadAsync(path));
        return answers.ToString();

        async Task<string> ReadAsync(string path)
        {
            using var answer = await backend.AskAsync(HttpMethod.Get, path, Some.AdministratorKey);
            return $"{path} {await answer.Content.ReadAsStringAsync()} {answer.Headers}";
        }
    }

    /// <summary>Spans with their tags, and measurements with their labels.</summary>
    private sealed class Told : IDisposable
    {
        private readonly MeterListener _meters = new();
        private readonly ActivityListener _spans;

        public Told()
        {
            _spans = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = s =>
                    Lines.Enqueue($"{s.DisplayName} {s.StatusDescription} {Of(s.TagObjects)} {Of(s.Events.SelectMany(e => e.Tags))}"),
            };
            ActivitySource.AddActivityListener(_spans);
            _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
            _meters.SetMeasurementEventCallback<long>((i, _, tags, _) => Lines.Enqueue($"{i.Name} {Of([.. tags])}"));
            _meters.SetMeasurementEventCallback<int>((i, _, tags, _) => Lines.Enqueue($"{i.Name} {Of([.. tags])}"));
            _meters.SetMeasurementEventCallback<double>((i, _, tags, _) => Lines.Enqueue($"{i.Name} {Of([.. tags])}"));
            _meters.Start();
        }

        public ConcurrentQueue<string> Lines { get; } = new();

        public void Dispose()
        {
            _spans.Dispose();
            _meters.Dispose();
        }

        private static string Of(IEnumerable<KeyValuePair<string, object?>> tags) =>
            string.Join(' ', tags.Select(t => $"{t.Key}={t.Value}"));
    }
}
