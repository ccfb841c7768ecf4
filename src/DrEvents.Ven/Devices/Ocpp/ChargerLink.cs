using DrEvents.Ven.Devices.Ocpp.Rpc;
using DrEvents.Ven.Devices.Ocpp.Versions;

namespace DrEvents.Ven.Devices.Ocpp;

/// <summary>A charger's connection, with what it has said of its abilities since it connected.</summary>
internal sealed class ChargerLink(RpcConnection connection)
{
    private volatile ChargerAbilities? _abilities;

    /// <summary>The connection.</summary>
    public RpcConnection Connection => connection;

    /// <summary>What is spoken on it.</summary>
    public IOcppDialect Dialect { get; } = Dialects.Of(connection.Version);

    /// <summary>
    /// Asks the charger once what it can do. Two connectors may ask at the same time; the answer is the same.
    /// </summary>
    public async Task<ChargerAbilities> GreetAsync(ChargerSettings settings, CancellationToken cancellation)
    {
        if (_abilities is { } known)
            return known;
        var abilities = await AskAsync(cancellation);
        if (settings.MaySetMeter)
            await DoneOrRefusedAsync(Dialect.SetMeterAsync(connection, MeterInterval, cancellation));
        return _abilities = abilities;
    }

    /// <summary>How often a charger tells its meter's values where the file lets the VEN say so.</summary>
    public static TimeSpan MeterInterval { get; } = TimeSpan.FromSeconds(10);

    private async Task<ChargerAbilities> AskAsync(CancellationToken cancellation)
    {
        try
        {
            return await Dialect.AskAbilitiesAsync(connection, cancellation);
        }
        catch (RpcRefusedException)
        {
            return new(null, null);
        }
    }

    private static async Task DoneOrRefusedAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (RpcRefusedException)
        {
            // It tells as often as it likes; its values are asked for.
        }
    }
}
