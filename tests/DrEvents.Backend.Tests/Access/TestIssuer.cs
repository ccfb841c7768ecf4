using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DrEvents.Backend.Tests.Access;

/// <summary>An OpenID Connect provider on this machine: discovery and keys over real connections, and tokens good and bad.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    public const string Audience = "drevents";
    private const string KeyId = "key-1";
    private readonly RSA _key = RSA.Create(2048);
    private readonly WebApplication _app;

    private TestIssuer(WebApplication app) => _app = app;

    /// <summary>What it calls itself.</summary>
    public string Url => _app.Urls.Single();

    /// <summary>Its public key, as everybody can read it.</summary>
    public string PublicKeyPem => _key.ExportSubjectPublicKeyInfoPem();

    public static async Task<TestIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var issuer = new TestIssuer(app);
        app.MapGet(
            "/.well-known/openid-configuration",
            () =>
                TypedResults.Text(
                    new JsonObject { ["issuer"] = issuer.Url, ["jwks_uri"] = issuer.Url + "/keys" }.ToJsonString(),
                    "application/json"
                )
        );
        app.MapGet("/keys", () => TypedResults.Text(issuer.Keys(), "application/json"));
        await app.StartAsync();
        return issuer;
    }

    /// <summary>What a good token says; a test changes it.</summary>
    public JsonObject Claims(params string[] roles) =>
        new()
        {
            ["iss"] = Url,
            ["aud"] = Audience,
            ["sub"] = "subject-1",
            ["preferred_username"] = "anna",
            ["nbf"] = Now - 600,
            ["exp"] = Now + 300,
            ["roles"] = new JsonArray([.. roles.Select(r => JsonValue.Create(r))]),
        };

    /// <summary>Signs what is said by its own key.</summary>
    public string Token(JsonObject claims, string? kid = KeyId) => Signed(Head("RS256", kid), claims, text => Sign(_key, text));

    /// <summary>A token of that head, signed in that way.</summary>
    public static string Signed(JsonObject head, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var text = $"{Encoded(head)}.{Encoded(claims)}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    public static JsonObject Head(string algorithm, string? kid = KeyId) =>
        new()
        {
            ["alg"] = algorithm,
            ["typ"] = "JWT",
            ["kid"] = kid,
        };

    public static byte[] Sign(RSA key, byte[] text) => key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private string Keys()
    {
        var key = _key.ExportParameters(includePrivateParameters: false);
        var shown = new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = KeyId,
            ["n"] = Base64Url.EncodeToString(key.Modulus),
            ["e"] = Base64Url.EncodeToString(key.Exponent),
        };
        return new JsonObject { ["keys"] = new JsonArray(shown) }.ToJsonString();
    }

    private static string Encoded(JsonObject part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
