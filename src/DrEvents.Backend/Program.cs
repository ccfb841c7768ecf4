using DrEvents.Backend.Hosting;
using JasperFx;
using Microsoft.Extensions.Options;

try
{
    var backend = Backend.Build(args);
    // A word is a command of the stack (codegen, describe, …); everything else is configuration, and the backend runs.
    if (args is [var word, ..] && !word.StartsWith('-'))
        return await backend.RunJasperFxCommands(args);
    await backend.RunAsync();
    return 0;
}
catch (Exception e) when (e is ConfigurationException or OptionsValidationException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
