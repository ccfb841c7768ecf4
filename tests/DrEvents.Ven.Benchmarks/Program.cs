using System.Globalization;
using DrEvents.Ven.Benchmarks;
using DrEvents.Ven.Benchmarks.Devices;

// Measures one build of the VEN agent, with real devices where the name ends in -devices, against a broker that runs; ops/scripts/measure-ven builds, starts the broker and calls it.
if (args is not [var name, var program, var brokerPort, var webPort, var seconds, var commands])
{
    await Console.Error.WriteLineAsync("usage: NAME PROGRAM BROKER-PORT WEB-PORT SECONDS COMMANDS");
    return 2;
}
int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
var run = name.EndsWith("-devices", StringComparison.Ordinal)
    ? DeviceMeasurement.RunAsync
    : (Func<string, int, int, TimeSpan, int, Task<IReadOnlyList<(string Figure, double Value)>>>)Measurement.RunAsync;
var figures = await run(program, Number(brokerPort), Number(webPort), TimeSpan.FromSeconds(Number(seconds)), Number(commands));
foreach (var (figure, value) in figures)
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{figure}\t{value:0.###}"));
return 0;
