using System.Net;
using DrEvents.Ven.Devices.Modbus;
using DrEvents.Ven.Devices.Modbus.Lines;

namespace DrEvents.Ven.Devices.SunSpec;

/// <summary>Looks for SunSpec devices at places that somebody named. It only reads.</summary>
internal sealed class SunSpecScan(TimeProvider time)
{
    private const int AtOnce = 32;

    /// <summary>Units where a device usually is: its own, a second one, and where SMA and Fronius have them.</summary>
    public static readonly IReadOnlyList<byte> UsualUnits = [1, 2, 3, 126, 200, 240];

    /// <summary>Longest wait for a connection and for an answer.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest that all of it takes; what is found until then is told.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Looks at each unit of each place. Who does not answer at all is not asked for further units.</summary>
    /// <returns>What was found, and whether every place was looked at.</returns>
    public async Task<(IReadOnlyList<SunSpecFound> Found, bool IsComplete)> RunAsync(
        IReadOnlyList<IPEndPoint> places,
        IReadOnlyList<byte> units,
        CancellationToken cancellation
    )
    {
        var found = new List<SunSpecFound>[places.Count];
        for (var i = 0; i < found.Length; i++)
            found[i] = [];
        using var late = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, places.Count),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = either.Token },
                async (i, token) => await LookAsync(places[i], units, found[i], token)
            );
            return ([.. found.SelectMany(f => f)], true);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return ([.. found.SelectMany(f => f)], false);
        }
    }

    private async Task LookAsync(IPEndPoint place, IReadOnlyList<byte> units, List<SunSpecFound> found, CancellationToken cancellation)
    {
        var text = $"tcp://{place}";
        var address = LineAddress.Parse(text)!;
        if (!await IsOpenAsync(address.Line, cancellation))
            return;
        var connections = new ModbusConnections();
        foreach (var number in units)
        {
            await using var device = new SunSpecDevice(new ModbusUnit(connections, address, number, AnswerTimeout, time));
            try
            {
                var models = await device.ModelsAsync(cancellation);
                var common = await device.ReadAsync(SunSpecModels.Common, cancellation);
                var one = new SunSpecFound(
                    text,
                    number,
                    common?.Text("Mn") ?? "",
                    common?.Text("Md") ?? "",
                    common?.Text("SN") ?? "",
                    [.. models.Select(m => m.Id)]
                );
                found.Add(one with { RatedKw = await RatedKwAsync(device, cancellation) });
            }
            catch (DeviceException)
            {
                // Nobody of this number is there, or it is another device.
            }
        }
    }

    private static async Task<double?> RatedKwAsync(SunSpecDevice device, CancellationToken cancellation)
    {
        try
        {
            var plate = await device.ReadAsync(SunSpecModels.Nameplate, cancellation);
            var watts = plate?.Number("WRtg") ?? (await device.ReadAsync(SunSpecModels.DerCapacity, cancellation))?.Number("WMaxRtg");
            return watts > 0 ? watts / 1000 : null;
        }
        catch (DeviceException)
        {
            return null;
        }
    }

    private async Task<bool> IsOpenAsync(ILine line, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            await using var stream = await line.OpenAsync(either.Token);
            return true;
        }
        catch (Exception e) when (e is DeviceException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return false;
        }
    }
}
