using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;

namespace DrEvents.Backend.Features.Access;

/// <summary>Who may do what: keys, grants, and the refusal of all that is not allowed.</summary>
public static class AccessCapability
{
    public static void Configure(StoreOptions store)
    {
        store.Events.AddEventTypes(AccessStream.Types);
        store.Schema.For<User>();
        store.Schema.For<DataKey>();
        store.Schema.For<StoredSigningKey>();
    }

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<AccessOptions>(configuration, AccessOptions.Section);
        services
            .AddSingleton<KnownAccess>()
            .AddSingleton<OwnKeys>()
            .AddSingleton<WaysIn>()
            .AddSingleton<Tokens>()
            .AddHostedService<AccessWatch>();
        services
            .AddAuthentication(CallerAuthentication.Name)
            .AddScheme<AuthenticationSchemeOptions, CallerAuthentication>(CallerAuthentication.Name, configureOptions: null)
            .AddJwtBearer(Tokens.Scheme, _ => { });
        services
            .AddOptions<JwtBearerOptions>(Tokens.Scheme)
            .Configure<IOptions<AccessOptions>>((jwt, access) => Tokens.Configure(jwt, access.Value));
        DataKeys.Add(services);
        Accounts.Add(services);
        OwnTokens.Add(services);
        services.AddAuthorization(o => o.FallbackPolicy = new AuthorizationPolicyBuilder().AddRequirements(new DeclaredNeed()).Build());
    }

    /// <summary>Refuses, from here on, all requests that are not allowed.</summary>
    public static void Use(WebApplication app)
    {
        OwnTokens.Use(app);
        app.UseAuthentication();
        app.UseAuthorization();
    }

    /// <summary>Refuses to be reached from other machines while access is not set up. Throws <see cref="ConfigurationException"/>.</summary>
    /// <param name="listening">Where it will listen, by the setting that says so.</param>
    public static async Task CheckAsync(IServiceProvider services, IEnumerable<(string Key, string Urls)> listening)
    {
        var reached = listening.SelectMany(l => ListenAddress.BeyondThisMachine(l.Urls), (l, url) => $"{l.Key}: {url}").FirstOrDefault();
        if (reached is null || services.GetRequiredService<IOptions<AccessOptions>>().Value.IsSet)
            return;
        await using var session = services.GetRequiredService<IDocumentStore>().QuerySession();
        if ((await session.AccessAsync(AccessState.Nothing, CancellationToken.None)).IsOpen)
            throw new ConfigurationException(
                $"{reached} can be reached from other machines, and access is not set up: {WaysIn.ToSetUp}, or listen on {Backend.UrlDefault}"
            );
    }
}
