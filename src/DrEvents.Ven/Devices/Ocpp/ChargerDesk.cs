using System.Text.Json;
using DrEvents.Ven.Devices.Ocpp.Rpc;
using DrEvents.Ven.Devices.Ocpp.State;
using DrEvents.Ven.Devices.Ocpp.Versions;

namespace DrEvents.Ven.Devices.Ocpp;

/// <summary>Answers what a charger calls for.</summary>
internal sealed class ChargerDesk(Charger charger, OcppVersion version, TimeProvider time)
{
    private readonly IOcppDialect _dialect = Dialects.Of(version);

    /// <summary>Takes a call in and answers it.</summary>
    public ValueTask<Action<Utf8JsonWriter>> AnswerAsync(RpcMessage call, CancellationToken cancellation) =>
        ValueTask.FromResult(_dialect.Answer(charger, call.Action, call.Payload, time.GetUtcNow()));
}
