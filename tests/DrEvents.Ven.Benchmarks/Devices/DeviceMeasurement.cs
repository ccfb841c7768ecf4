using System.Diagnostics;
using System.Net.Sockets;
using DrEvents.Ven.Benchmarks.Mqtt;

namespace DrEvents.Ven.Benchmarks.Devices;

/// <summary>What the agent costs with four devices of four kinds, and how fast a command is at the first of them.</summary>
internal static class DeviceMeasurement
{
    private const string VenId = "ven-devices";
    private const int WarmUps = 5;

    /// <summary>More than charger and wall box have, so that the two that are switched have to do their part too.</summary>
    private const double AllKw = 15;

    private static readonly TimeSpan Ready = TimeSpan.FromSeconds(60);

    /// <summary>Events of a day, for what a day writes. No device goes away in them: each that does writes two entries more.</summary>
    private const int EventsADay = 2;

    public static async Task<IReadOnlyList<(string Figure, double Value)>> RunAsync(
        string program,
        int brokerPort,
        int webPort,
        TimeSpan time,
        int commands
    )
    {
        await using var backend = await MeasuringClient.ConnectAsync(brokerPort, VenId);
        using var home = await DeviceHome.StartAsync(brokerPort);
        using var ven = new VenProcess(
            program,
            VenId,
            brokerPort,
            webPort,
            $"--Ven:Home={home.FilePath}",
            "--Ven:RestoreSpreadSeconds=0",
            "--Ven:RestoreRampSeconds=0"
        );
        await backend.OnlineAsync(ven.StartedAt);
        await home.Charger.ConnectAsync();
        await UntilReadAsync(backend, home);

        var (writtenAt, watch) = (ven.WrittenBytes(), Stopwatch.StartNew());
        await Measurement.UsePageAsync(webPort, time);
        var figures = new List<(string, double)>
        {
            ("four devices: resident (RSS), MiB", ven.MemoryMiB("Rss")),
            ("four devices: resident, private (anonymous), MiB", ven.MemoryMiB("Anonymous")),
            ("four devices: threads", ven.Threads()),
            ("four devices: processor time per minute, s", ven.ProcessorS() / watch.Elapsed.TotalMinutes),
        };
        var quietBytes = (ven.WrittenBytes() - writtenAt) * (TimeSpan.FromDays(1) / watch.Elapsed);

        var firstMs = new List<double>();
        var lastMs = new List<double>();
        writtenAt = ven.WrittenBytes();
        for (var n = -WarmUps; n < commands; n++)
        {
            double first;
            double last;
            try
            {
                (first, last) = await ShedAndRestoreAsync(backend, home, n);
            }
            catch (TimeoutException e)
            {
                throw new TimeoutException($"Command {n}: {e.Message} {await backend.NewestSampleAsync()}", e);
            }
            if (n < 0)
                continue;
            firstMs.Add(first);
            lastMs.Add(last);
        }
        var eventBytes = (double)(ven.WrittenBytes() - writtenAt) / (WarmUps + commands);
        var httpMs = await BareHttpAsync(home, commands);
        var tcpMs = await BareModbusAsync(home, commands);
        figures.AddRange([
            ("four devices: command published to first device told, p50, ms", Measurement.Percentile(firstMs, 0.5)),
            ("four devices: command published to first device told, p99, ms", Measurement.Percentile(firstMs, 0.99)),
            ("four devices: command published to first device told, worst, ms", firstMs.Max()),
            ("four devices: command published to all four told, p50, ms", Measurement.Percentile(lastMs, 0.5)),
            ("four devices: command published to all four told, p99, ms", Measurement.Percentile(lastMs, 0.99)),
            ("the HTTP device told without a VEN, p50, ms", Measurement.Percentile(httpMs, 0.5)),
            ("the HTTP device told without a VEN, p99, ms", Measurement.Percentile(httpMs, 0.99)),
            ("the Modbus device told without a VEN, p50, ms", Measurement.Percentile(tcpMs, 0.5)),
            ("the Modbus device told without a VEN, p99, ms", Measurement.Percentile(tcpMs, 0.99)),
            ("four devices: resident (RSS) after the commands, MiB", ven.MemoryMiB("Rss")),
            ("four devices: written to disk in a quiet day, MB", quietBytes / 1e6),
            ("four devices: written to disk by an event, kB", eventBytes / 1e3),
            ("four devices: written to disk a day with two events, MB", (quietBytes + (EventsADay * eventBytes)) / 1e6),
        ]);
        return figures;
    }

    private static async Task UntilReadAsync(MeasuringClient backend, DeviceHome home)
    {
        using var bound = new CancellationTokenSource(Ready);
        while (!await backend.AreAllWellAsync(4, bound.Token)) { }
        home.Moves.Forget();
    }

    /// <summary>Milliseconds from the command to the first and to the last device that was told; then all are free again.</summary>
    private static async Task<(double FirstMs, double LastMs)> ShedAndRestoreAsync(MeasuringClient backend, DeviceHome home, int number)
    {
        home.Moves.Forget();
        var sentAt = Stopwatch.GetTimestamp();
        var answer = backend.ShedAsync(number, AllKw);
        var told = new HashSet<string>();
        double firstMs = 0;
        double lastMs = 0;
        while (told.Count < 4)
        {
            var move = await home.Moves.NextAsync(isLimited: true);
            if (!told.Add(move.Device))
                continue;
            lastMs = Stopwatch.GetElapsedTime(sentAt, move.At).TotalMilliseconds;
            firstMs = told.Count == 1 ? lastMs : firstMs;
        }
        await answer;
        await backend.RestoreAsync(number);
        for (var free = new HashSet<string>(); free.Count < 4; )
            free.Add((await home.Moves.NextAsync(isLimited: false)).Device);
        // The devices are read each two seconds: the next command meets them anywhere in between.
        await Task.Delay(TimeSpan.FromMilliseconds(1_000 + (37 * (number + WarmUps) % 1_000)));
        return (firstMs, lastMs);
    }

    private static async Task<List<double>> BareHttpAsync(DeviceHome home, int count)
    {
        using var http = new HttpClient();
        return await BareAsync(
            home,
            count,
            isOff => http.GetStringAsync(new Uri($"http://127.0.0.1:{home.Sauna.Port}/rpc/Switch.Set?id=0&on={(isOff ? "false" : "true")}"))
        );
    }

    private static async Task<List<double>> BareModbusAsync(DeviceHome home, int count)
    {
        using var client = new TcpClient("127.0.0.1", home.Box.Port) { NoDelay = true };
        var answer = new byte[12];
        return await BareAsync(
            home,
            count,
            async isOff =>
            {
                await client.GetStream().WriteAsync(new byte[] { 0, 1, 0, 0, 0, 6, 1, 6, 1, 5, 0, (byte)(isOff ? 60 : 160) });
                await client.GetStream().ReadExactlyAsync(answer);
            }
        );
    }

    private static async Task<List<double>> BareAsync(DeviceHome home, int count, Func<bool, Task> tell)
    {
        var tookMs = new List<double>();
        for (var n = 0; n < 2 * count; n++)
        {
            home.Moves.Forget();
            var sentAt = Stopwatch.GetTimestamp();
            var answer = tell(n % 2 == 0);
            tookMs.Add(Stopwatch.GetElapsedTime(sentAt, (await home.Moves.NextAsync(n % 2 == 0)).At).TotalMilliseconds);
            await answer;
        }
        return tookMs;
    }
}
