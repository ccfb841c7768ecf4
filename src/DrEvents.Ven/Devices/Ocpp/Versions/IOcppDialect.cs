using System.Text.Json;
using DrEvents.Ven.Devices.Ocpp.Rpc;
using DrEvents.Ven.Devices.Ocpp.State;

namespace DrEvents.Ven.Devices.Ocpp.Versions;

/// <summary>
/// One version of OCPP: what chargers say in it and how they are asked. Of what a central system may ask this is all there is: nothing
/// resets, unlocks, updates or configures a charger.
/// </summary>
internal interface IOcppDialect
{
    /// <summary>Takes in what a charger says, and gives the answer.</summary>
    /// <exception cref="RpcFaultException">It is wrong, or nothing that is done here.</exception>
    Action<Utf8JsonWriter> Answer(Charger charger, string action, JsonElement payload, DateTimeOffset now);

    /// <summary>Takes in what a charger says and somebody else has answered.</summary>
    /// <exception cref="RpcFaultException">It is wrong, or nothing that is done here.</exception>
    void Listen(Charger charger, string action, JsonElement payload, JsonElement answer, DateTimeOffset now);

    /// <summary>Asks what the charger can do.</summary>
    Task<ChargerAbilities> AskAbilitiesAsync(RpcConnection connection, CancellationToken cancellation);

    /// <summary>Sets a profile; what the charger says to it, <c>Accepted</c> where it does it.</summary>
    Task<string> SetAsync(RpcConnection connection, ChargingProfile profile, CancellationToken cancellation);

    /// <summary>Takes a profile away; one that is not there any more is as good.</summary>
    Task ClearAsync(RpcConnection connection, int profileId, CancellationToken cancellation);

    /// <summary>The limit that counts now, of all that were set, or null where none is; its phases are 0 where the charger says none.</summary>
    /// <exception cref="RpcRefusedException">The charger does not say.</exception>
    Task<ChargingRate?> ReadLimitAsync(
        RpcConnection connection,
        int connector,
        RateUnit unit,
        DateTimeOffset now,
        CancellationToken cancellation
    );

    /// <summary>Asks the charger to tell something now; whether it will.</summary>
    Task<bool> TriggerAsync(RpcConnection connection, Trigger what, int connector, CancellationToken cancellation);

    /// <summary>Lets the charger tell its meter's values so often, with power, current and energy.</summary>
    Task SetMeterAsync(RpcConnection connection, TimeSpan interval, CancellationToken cancellation);
}

/// <summary>The dialects there are.</summary>
internal static class Dialects
{
    /// <summary>The one of a version.</summary>
    public static IOcppDialect Of(OcppVersion version) => version == OcppVersion.V16 ? Ocpp16.Instance : Ocpp201.Instance;
}
