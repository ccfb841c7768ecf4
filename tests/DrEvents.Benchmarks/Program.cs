using DrEvents.Benchmarks;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;

if (!RunOptions.TryParse(args, out var options, out var problem))
{
    await Console.Error.WriteLineAsync($"{problem}\n{RunOptions.Usage}");
    return 2;
}
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
try
{
    return await Run.AllAsync(options, stop.Token);
}
catch (InvalidDataException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("stopped");
    return 130;
}
