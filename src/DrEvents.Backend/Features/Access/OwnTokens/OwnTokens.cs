using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace DrEvents.Backend.Features.Access;

/// <summary>
/// This installation's own token server, for where there is no provider: OpenIddict without a store of tokens. They live for minutes, and each request asks
/// memory whether who bears one is still who he was.
/// </summary>
public static class OwnTokens
{
    public const string TokenPath = "/connect/token";
    public const string DiscoveryPath = "/.well-known/openid-configuration";
    public const string KeysPath = "/.well-known/jwks";

    /// <summary>How a person of this installation asks for tokens: name, password, and the code of his authenticator where he has one.</summary>
    public const string PersonGrant = "urn:drevents:person";

    /// <summary>For whom tokens are.</summary>
    public const string Audience = "drevents";

    /// <summary>Says whether the bearer is a user or a client.</summary>
    public const string WayClaim = "drevents_way";

    /// <summary>Of a user: which of his sessions it is of (<see cref="KnownUser.Stamp"/>).</summary>
    public const string StampClaim = "drevents_stamp";

    /// <summary>When the user proved who he is, in seconds.</summary>
    public const string SignedInAtClaim = Claims.AuthenticationTime;

    public static readonly TimeSpan TokenLives = TimeSpan.FromMinutes(15);

    /// <summary>So long after its last use a session is renewed.</summary>
    public static readonly TimeSpan SessionLives = TimeSpan.FromHours(12);

    /// <summary>And so long after the sign-in, whatever its use.</summary>
    public static readonly TimeSpan SessionLongest = TimeSpan.FromHours(24);

    public static void Add(IServiceCollection services)
    {
        services
            .AddOpenIddict()
            .AddServer(server =>
            {
                server.EnableDegradedMode().AcceptAnonymousClients().DisableAccessTokenEncryption().DisableScopeValidation();
                server.SetTokenEndpointUris(TokenPath).SetConfigurationEndpointUris(DiscoveryPath).SetJsonWebKeySetEndpointUris(KeysPath);
                server.AllowClientCredentialsFlow().AllowRefreshTokenFlow().AllowCustomFlow(PersonGrant);
                server.SetAccessTokenLifetime(TokenLives).SetRefreshTokenLifetime(SessionLives);
                server.AddEventHandler<ValidateTokenRequestContext>(e => e.UseSingletonHandler<AskWhichClient>());
                server.AddEventHandler<HandleTokenRequestContext>(e => e.UseSingletonHandler<GiveTokens>());
                server.AddEventHandler<GenerateTokenContext>(e => e.UseSingletonHandler<SignByActiveKey>().SetOrder(SignByActiveKey.Order));
                // TLS may end in a proxy; that it has to be there is said where it is decided where the backend listens.
                server.UseAspNetCore().DisableTransportSecurityRequirement();
            });
        services.AddOptions<OpenIddictServerOptions>().Configure<SigningKeys, IOptions<AccessOptions>>(Configure);
        services.AddSingleton<SigningKeys>().AddSingleton<OwnBearers>().AddHostedService<RotateSigningKeys>();
        // OpenIddict would look at each request whether it is for it; it is asked for its own paths alone.
        services.AddSingleton<IAuthenticationSchemeProvider, SchemesByName>();
    }

    /// <summary>Answers what is for the token server.</summary>
    public static void Use(WebApplication app) => app.UseWhen(context => IsOne(context.Request.Path), own => own.Use(AnswerAsync));

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        await ReadKeysAsync(context);
        var handlers = context.RequestServices.GetRequiredService<IAuthenticationHandlerProvider>();
        var server = await handlers.GetHandlerAsync(context, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        try
        {
            // A password costs a processor some tenth of a second; a secret of a client, or a renewal, costs nothing.
            if (await IsOfPersonAsync(context.Request) && !context.RequestServices.GetRequiredService<SignInRate>().Takes(context))
            {
                await RefuseAsync(context);
                return;
            }
            if (server is not IAuthenticationRequestHandler handler || !await handler.HandleRequestAsync())
                await next(context);
        }
        catch (InvalidDataException e)
        {
            // A form with too many fields, or one that is too long: OpenIddict lets ASP.NET's exception through.
            var error = new Dictionary<string, string> { ["error"] = Errors.InvalidRequest, ["error_description"] = e.Message };
            await TypedResults.Json(error, statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
        }
    }

    private static async Task<bool> IsOfPersonAsync(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && request.HasFormContentType
        && (await request.ReadFormAsync(request.HttpContext.RequestAborted))["grant_type"] == PersonGrant;

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "60";
        context.Response.Headers.CacheControl = "no-store";
        var error = new Dictionary<string, string>
        {
            ["error"] = Errors.SlowDown,
            ["error_description"] = "Too many tried to sign in from this address: try again in a minute",
        };
        return TypedResults.Json(error, statusCode: StatusCodes.Status429TooManyRequests).ExecuteAsync(context);
    }

    private static bool IsOne(PathString path) => path == TokenPath || path == DiscoveryPath || path == KeysPath;

    private static async Task ReadKeysAsync(HttpContext context)
    {
        var services = context.RequestServices;
        await services.GetRequiredService<KnownAccess>().FirstRead.WaitAsync(context.RequestAborted);
        await using var session = services.GetRequiredService<IDocumentStore>().QuerySession();
        await services.GetRequiredService<SigningKeys>().ReadAsync(session, context.RequestAborted);
    }

    private static void Configure(OpenIddictServerOptions server, SigningKeys keys, IOptions<AccessOptions> access)
    {
        if (access.Value.Issuer is { Length: > 0 } issuer)
            server.Issuer = new Uri(issuer);
        foreach (var key in keys.All.Reverse())
        {
            server.SigningCredentials.Add(key.Signing);
            server.EncryptionCredentials.Add(key.Encrypting);
        }
        if (keys.All.Count > 0)
            return;
        // Without a key OpenIddict answers nothing at all. There is no account yet, so that nothing is signed by this one, and it is taken by nobody.
        var none = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        server.SigningCredentials.Add(new(new ECDsaSecurityKey(none), SecurityAlgorithms.EcdsaSha256));
        server.EncryptionCredentials.Add(
            new(
                new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)),
                SecurityAlgorithms.Aes256KW,
                SecurityAlgorithms.Aes256CbcHmacSha512
            )
        );
    }

    /// <summary>Schemes that nobody asks but by their names.</summary>
    private sealed class SchemesByName(IOptions<AuthenticationOptions> options) : AuthenticationSchemeProvider(options)
    {
        public override Task<IEnumerable<AuthenticationScheme>> GetRequestHandlerSchemesAsync() =>
            Task.FromResult<IEnumerable<AuthenticationScheme>>([]);
    }
}
