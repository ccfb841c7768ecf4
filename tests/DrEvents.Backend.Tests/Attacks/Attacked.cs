using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Alba;
using DrEvents.Backend.Tests.Access;
using DrEvents.Backend.Tests.Hosting;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DrEvents.Backend.Tests.Attacks;

/// <summary>A backend with keys that is attacked by all tests of this folder, and what it logs.</summary>
public sealed class AttackedBackend : IAsyncLifetime
{
    /// <summary>The name by which it may be asked for.</summary>
    public const string Name = "drevents.example";

    /// <summary>A proxy whose word is taken.</summary>
    public const string Proxy = "10.9.8.7";

    internal static readonly Dictionary<string, string?> Settings = new()
    {
        ["Access:AdministratorKey"] = Some.AdministratorKey,
        ["AllowedHosts"] = $"{Name};localhost",
        ["Http:Proxies"] = Proxy,
        ["Http:SecurityContact"] = "mailto:security@drevents.example",
        ["Trail:RefusedEverySeconds"] = "1",
    };

    private TestDatabase _database = null!;

    /// <summary>The running backend.</summary>
    public IAlbaHost Host { get; private set; } = null!;

    /// <summary>All that it logged.</summary>
    internal KeptLog Log { get; } = new();

    /// <summary>A key that may do little.</summary>
    public string ViewersKey { get; private set; } = "";

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        _database = await BackendDatabase.CreateAsync();
        Host = await BackendFixture.StartAsync(
            _database.ConnectionString,
            new RecordingBroker(),
            TimeProvider.System,
            Settings,
            services => services.AddSingleton<ILoggerProvider>(Log)
        );
        var made = await SendAsync(Request(HttpMethod.Post, "/api/access/keys", """{"name":"Wall","role":"viewer"}"""));
        ViewersKey = System.Text.Json.JsonElement.Parse(made.Text).GetProperty("secret").GetString()!;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>A request of an administrator, where no other key is named.</summary>
    internal static HttpRequestMessage Request(HttpMethod method, string path, string? json = null, string? key = Some.AdministratorKey)
    {
        var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return request;
    }

    internal async Task<(int Status, string Text, HttpResponseMessage Answer)> SendAsync(HttpRequestMessage request)
    {
        var answer = await Host.Server.CreateClient().SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer);
    }

    internal Task<(int Status, string Text, HttpResponseMessage Answer)> GetAsync(string path, string? key = Some.AdministratorKey) =>
        SendAsync(Request(HttpMethod.Get, path, key: key));

    /// <summary>Sends what no client of .NET would.</summary>
    internal async Task<HttpContext> RawAsync(Action<HttpContext> make) =>
        await Host.Server.SendAsync(context =>
        {
            context.Request.Method = HttpMethods.Get;
            context.Request.Host = new HostString(Name);
            context.Request.Path = "/api/vens";
            context.Request.Headers.Authorization = "Bearer " + Some.AdministratorKey;
            context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.77");
            make(context);
        });
}

/// <summary>Keeps all lines that are logged, as they would be written.</summary>
internal sealed class KeptLog : ILoggerProvider
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Kept(this, categoryName);

    public void Dispose() { }

    private sealed class Kept(KeptLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? error, Func<TState, Exception?, string> write) =>
            log.Lines.Enqueue($"{level} {category} {write(state, error)} {error}");
    }
}
