namespace DrEvents.Backend.Hosting;

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
