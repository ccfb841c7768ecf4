using DrEvents.Backend;
using JasperFx;

try
{
    var backend = Backend.Build(args);
    if (Backend.IsCommand(args))
        return await backend.RunJasperFxCommands(args);
    await Backend.CheckAsync(backend);
    await backend.RunAsync();
    return 0;
}
catch (Exception e) when (StartFailure.Of(e) is { } failure)
{
    await Console.Error.WriteLineAsync(failure.Line);
    return failure.ExitCode;
}
