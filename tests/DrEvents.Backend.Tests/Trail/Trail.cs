using System.Net.Http.Headers;
using System.Net.Http.Json;
using DrEvents.Backend.Tests.Access;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Trail;

/// <summary>A backend that asks for keys and tells of refusals every second, shared by the tests of what is told.</summary>
public sealed class TrailBackend : IAsyncLifetime
{
    /// <summary>So many kinds of refusals are told one by one.</summary>
    public const int RefusedRows = 5;

    internal static readonly (string, string?)[] Settings =
    [
        ("Access:AdministratorKey", Some.AdministratorKey),
        ("Trail:RefusedRows", $"{RefusedRows}"),
        ("Trail:RefusedEverySeconds", "1"),
    ];

    internal AccessBackend Backend { get; private set; } = null!;

    /// <inheritdoc />
    public async ValueTask InitializeAsync() => Backend = await AccessBackend.StartAsync(Settings);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Backend.DisposeAsync();
}

/// <summary>Asks for something and for what is told of it.</summary>
internal static class Trail
{
    /// <summary>Asks with a key, from nowhere, and says why.</summary>
    public static async Task<HttpResponseMessage> DoAsync(
        this AccessBackend backend,
        HttpMethod method,
        string path,
        string key,
        object? body = null,
        string? why = null
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (why is not null)
            request.Headers.TryAddWithoutValidation(RequestHeaders.Reason, why);
        return await backend.Host.Server.CreateClient().SendAsync(request);
    }

    /// <summary>A page of what is told.</summary>
    public static async Task<ActionPage> ActionsAsync(this AccessBackend backend, string query)
    {
        using var answer = await backend.AskAsync(HttpMethod.Get, "/api/actions?" + query, Some.AdministratorKey);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<ActionPage>())!;
    }

    /// <summary>What is told, when so many actions of it were answered.</summary>
    public static async Task<IReadOnlyList<ActionView>> AnsweredAsync(this AccessBackend backend, string query, int count)
    {
        IReadOnlyList<ActionView> told = [];
        await Eventually.HoldsAsync(
            $"{count} actions of {query} are answered",
            async () =>
            {
                told = (await backend.ActionsAsync(query)).Actions;
                return told.Count(a => a.Status is not null) >= count;
            }
        );
        return told;
    }
}
