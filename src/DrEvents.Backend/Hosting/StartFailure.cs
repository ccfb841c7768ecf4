namespace DrEvents.Backend.Hosting;

/// <summary>What keeps a backend from starting and is told in a line; anything else is a bug, and keeps its trace.</summary>
public sealed record StartFailure(string Line, int ExitCode)
{
    public const int BadSettings = 2;
    public const int NoDatabase = 3;

    public static StartFailure? Of(Exception e) =>
        ConfigurationException.IsCauseOf(e) || ListenAddress.IsCauseOf(e) ? new(e.Message, BadSettings)
        : StoreAway.IsCauseOf(e)
            ? new($"ConnectionStrings:Postgres: the database cannot be used: {e.GetBaseException().Message}", NoDatabase)
        : null;
}

/// <summary>A setting without which the backend cannot run; the message names its key.</summary>
public sealed class ConfigurationException(string message) : Exception(message)
{
    private const string Binder = "Microsoft.Extensions.Configuration.Binder";
    private const string Arguments = "Microsoft.Extensions.Configuration.CommandLine";

    public static bool IsCauseOf(Exception e) =>
        e
            is ConfigurationException
                or OptionsValidationException
                or InvalidOperationException { Source: Binder }
                or FormatException { Source: Arguments };
}
