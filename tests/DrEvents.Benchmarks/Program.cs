using DrEvents.Benchmarks;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;

if (!RunOptions.TryParse(args, out var options, out var problem))
{
    await Console.Error.WriteLineAsync($"{problem}\n{RunOptions.Usage}");
    return 2;
}
using var bound = new CancellationTokenSource(options.RunLongest);
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    bound.Cancel();
};
var report = new Report();
await using (var machine = await Machine.StartAsync(bound.Token))
{
    report.Describe(await machine.FactsAsync(bound.Token));
    foreach (var (name, run) in Benchmarks.All)
    {
        if (options.Only is not null && options.Only != name)
            continue;
        await Console.Error.WriteLineAsync($"{name} …");
        await run(machine, options, report, bound.Token);
    }
}
Console.WriteLine(report.ToMarkdown());
if (options.JsonFile is { } file)
    await File.WriteAllTextAsync(file, report.ToJson());
return 0;
