using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using DrEvents.Dashboard.Backend;

namespace DrEvents.Dashboard.Access;

/// <summary>What the backend's token server answered: a token and what renews it, or why there is none.</summary>
/// <param name="Problem">Why there is none; null where there is one.</param>
/// <param name="IsFinal">Whether asking again gives the same.</param>
public sealed record TokenAnswer(string? Key, string? Renewal, string? Problem = null, bool IsFinal = true);

/// <summary>Signs users of the installation in, and renews their tokens before they end.</summary>
public sealed class OwnTokens(IHttpClientFactory clients, PagesAccess access, TimeProvider clock)
{
    private const string Path = "connect/token";
    private const string PersonGrant = "urn:drevents:person";

    /// <summary>A token that ends sooner is renewed: a request may be on its way for some seconds.</summary>
    private static readonly TimeSpan EndsSoon = TimeSpan.FromMinutes(2);

    /// <summary>Asks for a token by name, password and the code of an authenticator.</summary>
    /// <param name="from">The address that he asks from; null where it is not known.</param>
    public Task<TokenAnswer> SignInAsync(string name, string password, string? code, IPAddress? from, CancellationToken cancellation)
    {
        var fields = new Dictionary<string, string>
        {
            ["grant_type"] = PersonGrant,
            ["username"] = name,
            ["password"] = password,
        };
        if (code is { Length: > 0 })
            fields["code"] = code;
        return AskAsync(fields, from, cancellation);
    }

    /// <summary>Asks for a token in the place of one that ends.</summary>
    public Task<TokenAnswer> RenewAsync(string renewal, CancellationToken cancellation) =>
        AskAsync(
            new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = renewal },
            from: null,
            cancellation
        );

    /// <summary>Whether a token has to be renewed; what is no token has no end.</summary>
    public bool IsToRenew(string token)
    {
        try
        {
            if (token.Split('.') is not [_, var said, _])
                return false;
            var end = JsonSerializer.Deserialize<Said>(Base64Url.DecodeFromChars(said))?.Exp;
            return end is { } seconds && DateTimeOffset.FromUnixTimeSeconds(seconds) - EndsSoon <= clock.GetUtcNow();
        }
        catch (Exception e) when (e is FormatException or JsonException or ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    private async Task<TokenAnswer> AskAsync(Dictionary<string, string> fields, IPAddress? from, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path);
        request.Content = new FormUrlEncodedContent(fields);
        if (from is not null && access.Shared(null) is { } proof)
        {
            request.Headers.Add(RequestHeaders.Viewer, $"{from}");
            request.Headers.Add(RequestHeaders.ViewerProof, proof);
        }
        try
        {
            using var answer = await clients.CreateClient(BackendClient.Name).SendAsync(request, cancellation);
            var given = await answer.Content.ReadFromJsonAsync<Given>(cancellation);
            return given is { AccessToken: { } token }
                ? new TokenAnswer(token, given.RefreshToken)
                : new TokenAnswer(null, null, given?.Description ?? $"{(int)answer.StatusCode}", given?.Error is "invalid_grant");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            return new TokenAnswer(null, null, e.Message, IsFinal: false);
        }
    }

    private sealed record Said([property: JsonPropertyName("exp")] long? Exp);

    private sealed record Given(
        [property: JsonPropertyName("access_token")] string? AccessToken,
        [property: JsonPropertyName("refresh_token")] string? RefreshToken,
        [property: JsonPropertyName("error")] string? Error,
        [property: JsonPropertyName("error_description")] string? Description
    );
}
