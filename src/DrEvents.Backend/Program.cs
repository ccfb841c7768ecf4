using DrEvents.Backend.Hosting;
using JasperFx;
using Microsoft.Extensions.Options;

try
{
    return await Backend.Build(args).RunJasperFxCommands(args);
}
catch (Exception e) when (e is ConfigurationException or OptionsValidationException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
