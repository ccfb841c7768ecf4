using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Alba;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;

namespace DrEvents.Backend.Tests.Access;

/// <summary>Backends over a database of their own, which ask who sends a request.</summary>
internal sealed class AccessBackend(TestDatabase database, IAlbaHost host) : IAsyncDisposable
{
    /// <summary>One of them.</summary>
    public IAlbaHost Host => host;

    /// <param name="settings">Further ones.</param>
    public static async Task<AccessBackend> StartAsync(params (string Key, string? Value)[] settings)
    {
        var database = await BackendDatabase.CreateAsync();
        return new AccessBackend(database, await StartAsync(database, settings));
    }

    /// <summary>Another backend over the same database.</summary>
    public Task<IAlbaHost> AnotherAsync(params (string Key, string? Value)[] settings) => StartAsync(database, settings);

    /// <summary>Asks with a key, or without one.</summary>
    public Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, string? key, object? body = null) =>
        AskAsync(host, method, path, key, body);

    /// <inheritdoc cref="AskAsync(HttpMethod, string, string, object)"/>
    public static async Task<HttpResponseMessage> AskAsync(IAlbaHost host, HttpMethod method, string path, string? key, object? body = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        // A stream has no end: its head is enough.
        return await host.Server.CreateClient().SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Makes a key, and returns it.</summary>
    public async Task<ApiKeyMadeView> MakeAsync(string? by, string name, string role, DateTimeOffset? expiresAt = null)
    {
        using var answer = await AskAsync(HttpMethod.Post, "/api/access/keys", by, new MakeApiKeyRequest(name, role, expiresAt));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<ApiKeyMadeView>())!;
    }

    /// <summary>Reads as somebody who calls from an address.</summary>
    public async Task<int> ReadFromAsync(string address, params (string Name, string Value)[] headers)
    {
        var answered = await host.Server.SendAsync(context =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(address);
            context.Request.Method = HttpMethods.Get;
            context.Request.Path = "/api/vens";
            foreach (var (name, value) in headers)
                context.Request.Headers[name] = value;
        });
        return answered.Response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await database.DisposeAsync();
    }

    private static Task<IAlbaHost> StartAsync(TestDatabase database, (string Key, string? Value)[] settings) =>
        BackendFixture.StartAsync(
            database.ConnectionString,
            new RecordingBroker(),
            TimeProvider.System,
            settings.ToDictionary(s => s.Key, s => s.Value)
        );
}
