using DrEvents.Backend;
using DrEvents.Backend.Hosting;
using DrEvents.Host;
using JasperFx;

try
{
    var app = Joined.Build(args);
    if (Backend.IsCommand(args))
        return await app.RunJasperFxCommands(args);
    await Joined.CheckAsync(app);
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (StartFailure.Of(e) is { } failure)
{
    await Console.Error.WriteLineAsync(failure.Line);
    return failure.ExitCode;
}
