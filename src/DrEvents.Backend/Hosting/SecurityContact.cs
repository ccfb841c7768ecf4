namespace DrEvents.Backend.Hosting;

/// <summary>To whom a weakness is told: <c>/.well-known/security.txt</c>, RFC 9116.</summary>
public static class SecurityContact
{
    public const string Path = "/.well-known/security.txt";

    /// <summary>The file says how long it holds; a running backend's holds for a while from now on.</summary>
    private static readonly TimeSpan Holds = TimeSpan.FromDays(180);

    public static void Map(WebApplication app) => app.MapGet(Path, Answer).AllowAnonymous().ExcludeFromDescription();

    private static IResult Answer(IOptions<HttpOptions> options, TimeProvider clock) =>
        options.Value.SecurityContact is { Length: > 0 } contact
            ? Results.Text(
                $"Contact: {contact}\nExpires: {clock.GetUtcNow() + Holds:yyyy-MM-dd'T'HH:mm:ss'Z'}\nPreferred-Languages: en, de\n"
            )
            : Results.NotFound();
}
