using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace DrEvents.Backend.Features.Access;

/// <summary>Identity's user manager over a session: passwords, locks, authenticators and recovery codes.</summary>
public sealed class Accounts(
    IServiceProvider services,
    IOptions<IdentityOptions> options,
    IPasswordHasher<User> hasher,
    IDataProtectionProvider protection,
    ILogger<UserManager<User>> log
)
{
    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512, which is what Identity's hasher takes: OWASP's figure.</summary>
    public const int Rounds = 210_000;

    /// <summary>How many wrong passwords or codes in a row lock a user out.</summary>
    public const int FailuresMax = 5;

    /// <summary>For how long.</summary>
    public static readonly TimeSpan Lock = TimeSpan.FromMinutes(15);

    private readonly IDataProtector _protector = protection.CreateProtector("users");

    /// <summary>Of somebody who there is not: his password is looked at for as long as anybody's.</summary>
    private readonly string _nobodys = hasher.HashPassword(Nobody, Guid.NewGuid().ToString());

    public static void Add(IServiceCollection services)
    {
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = Rounds);
        services.Configure<IdentityOptions>(o =>
        {
            o.Lockout.MaxFailedAccessAttempts = FailuresMax;
            o.Lockout.DefaultLockoutTimeSpan = Lock;
            o.Tokens.ProviderMap[TokenOptions.DefaultAuthenticatorProvider] = new TokenProviderDescriptor(
                typeof(AuthenticatorTokenProvider<User>)
            );
        });
        services
            .AddSingleton<AuthenticatorTokenProvider<User>>()
            .AddSingleton<IPasswordHasher<User>, PasswordHasher<User>>()
            .AddSingleton<Accounts>()
            .AddSingleton<PasswordCheck>()
            .AddSingleton<OwnAccount>();
    }

    /// <summary>What is changed by it is saved with the session.</summary>
    public UserManager<User> In(IDocumentSession session) =>
        new(
            new UserStore(session, _protector),
            options,
            hasher,
            userValidators: [],
            passwordValidators: [new PasswordStrength()],
            new UpperInvariantLookupNormalizer(),
            new IdentityErrorDescriber(),
            services,
            log
        );

    /// <summary>Whether a password is the user's. It takes the same time where there is no such user, or he has none.</summary>
    public bool IsPassword(User? user, string password) =>
        hasher.VerifyHashedPassword(user ?? Nobody, user?.PasswordHash ?? _nobodys, password) != PasswordVerificationResult.Failed
        && user?.PasswordHash is not null;

    private static User Nobody => new() { Id = "", Name = "" };
}
