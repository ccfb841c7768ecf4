using System.Text.Json;
using DrEvents.Ven.Devices.Ocpp.Rpc;
using DrEvents.Ven.Devices.Ocpp.State;
using DrEvents.Ven.Devices.Ocpp.Versions;

namespace DrEvents.Ven.Devices.Ocpp;

/// <summary>
/// Answers what a charger calls for. Beside an operator the operator's answers are passed on, and the VEN only listens; while the operator is
/// away, it answers itself.
/// </summary>
internal sealed class ChargerDesk(Charger charger, OcppVersion version, OperatorLink? operatorLink, TimeProvider time)
{
    private readonly IOcppDialect _dialect = Dialects.Of(version);

    /// <summary>Takes a call in and answers it.</summary>
    public async ValueTask<Action<Utf8JsonWriter>> AnswerAsync(RpcMessage call, CancellationToken cancellation)
    {
        if (operatorLink is null || await operatorLink.AskAsync(call, cancellation) is not { } answer)
            return _dialect.Answer(charger, call.Action, call.Payload, time.GetUtcNow());
        try
        {
            _dialect.Listen(charger, call.Action, call.Payload, answer.Payload, time.GetUtcNow());
        }
        catch (RpcFaultException)
        {
            // What the VEN does not understand is between charger and operator.
        }
        return answer.Refusal is { } refusal ? throw refusal : answer.Payload.WriteTo;
    }
}
