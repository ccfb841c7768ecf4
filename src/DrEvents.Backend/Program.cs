using DrEvents.Backend.Hosting;
using JasperFx;

try
{
    var backend = Backend.Build(args);
    // A word is a command of the stack (codegen, describe, …); everything else is configuration, and the backend runs.
    if (args is [var word, ..] && !word.StartsWith('-'))
        return await backend.RunJasperFxCommands(args);
    await backend.RunAsync();
    return 0;
}
catch (Exception e) when (ConfigurationException.IsCauseOf(e))
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
catch (Exception e) when (StoreAway.IsCauseOf(e))
{
    await Console.Error.WriteLineAsync($"ConnectionStrings:Postgres: the database cannot be used: {e.GetBaseException().Message}");
    return 3;
}
