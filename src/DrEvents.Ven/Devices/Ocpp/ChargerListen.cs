using System.Net;
using DrEvents.Ven.Devices.Ocpp.Rpc;
using DrEvents.Ven.Devices.Ocpp.Security;
using DrEvents.Ven.Devices.Ocpp.State;

namespace DrEvents.Ven.Devices.Ocpp;

/// <summary>
/// Opens a port for chargers for a while, for a home that has none yet: each that connects is refused as the VEN refuses strangers, and remembered.
/// </summary>
internal sealed class ChargerListen(DeviceContext context)
{
    /// <summary>The port of chargers unless the home's file says another.</summary>
    public const int UsualPort = OcppKind.UsualPort;

    /// <summary>Who connects within a time.</summary>
    /// <param name="port">The port that is listened at.</param>
    /// <param name="host">The address; null is every one of the machine's.</param>
    /// <param name="within">For how long.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="DeviceException">The port cannot be used: a VEN may run that has it.</exception>
    public async Task<IReadOnlyList<Stranger>> RunAsync(int port, IPAddress? host, TimeSpan within, CancellationToken cancellation)
    {
        var logger = context.Loggers.CreateLogger("DrEvents.Ven.Devices.Ocpp");
        await using var door = new OcppPort(
            new PortSettings(port) { Host = host },
            new RpcLimits(),
            context,
            new OpenTransactions(file: null, logger)
        );
        await door.OpenAsync(cancellation);
        await Task.Delay(within, context.Time, cancellation);
        return door.Strangers.Seen;
    }
}
