using System.Buffers;
using System.Text.Json;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Timekeeping;

namespace DrEvents.Ven.Shadow;

/// <summary>
/// The VEN's device shadow: what is desired is carried out like a command (and stands in the log as one, with <c>source: shadow</c>), what
/// the VEN is, is reported. What the report does not mirror is taken from the desired side once it was obeyed or refused, else it would
/// be asked for again and again; so is a wish that a newer command or the owner has overruled.
/// </summary>
internal sealed partial class DeviceShadow(
    string venId,
    Func<string, byte[], CancellationToken, Task<bool>> publish,
    Func<byte[], CancellationToken, Task<VenAck?>> obey,
    ClockWatch clocks,
    TimeProvider clock,
    ILogger logger
)
{
    private readonly Lock _gate = new();
    private readonly ShadowTalk _talk = new();
    private readonly Dictionary<string, string> _obeyed = [];
    private bool _isConnected;

    /// <summary>The connection stands, and the shadow's topics are subscribed.</summary>
    public void Connected()
    {
        lock (_gate)
        {
            _talk.Begin();
            _isConnected = true;
        }
    }

    /// <summary>The connection is gone.</summary>
    public void Disconnected()
    {
        lock (_gate)
            _isConnected = false;
    }

    /// <summary>Takes a look at the VEN, and sends what there is to ask or to report. It does not wait for the network.</summary>
    public void See(Situation now, CancellationToken cancellation)
    {
        // A request that does not get through is as one that is not answered.
        if (Next(now) is var (topic, payload))
            _ = publish(topic, payload, cancellation);
    }

    /// <summary>Takes a message of the service.</summary>
    public async Task TakeAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        if (ShadowMessage.Read(payload) is not { } message)
            return;
        if (topic == ShadowTopics.Delta(venId))
            await TakeDeltaAsync(message.State, message.Version, cancellation);
        else if (topic == ShadowTopics.Accepted(venId, "get") && Accept(message))
            await TakeDocumentAsync(message, cancellation);
        else if (topic == ShadowTopics.Accepted(venId, "update"))
            Accept(message);
        else if (topic == ShadowTopics.Rejected(venId, "get") || topic == ShadowTopics.Rejected(venId, "update"))
            Reject(message);
    }

    private (string Topic, byte[] Payload)? Next(Situation look)
    {
        lock (_gate)
        {
            if (!_isConnected)
                return null;
            var report = ReportedState.Of(look);
            switch (_talk.Next(report, look.Now))
            {
                case ShadowStep.Get:
                    var token = _talk.Ask(null, look.Now);
                    return (ShadowTopics.Request(venId, "get"), Write(json => json.WriteString("clientToken", token)));
                case ShadowStep.Report:
                    var update = new ShadowUpdate(new ShadowUpdateState(report), _talk.Ask(report, look.Now));
                    return (
                        ShadowTopics.Request(venId, "update"),
                        JsonSerializer.SerializeToUtf8Bytes(update, ShadowJson.Default.ShadowUpdate)
                    );
                default:
                    return null;
            }
        }
    }

    private bool Accept(ShadowMessage message)
    {
        lock (_gate)
        {
            if (!_talk.Accept(message.ClientToken))
                return false;
            if (message.At is { } answeredAt)
                clocks.SeeAnswer(_talk.AskedAt, answeredAt);
            return true;
        }
    }

    private void Reject(ShadowMessage message)
    {
        lock (_gate)
        {
            if (_talk.Reject(message.ClientToken, message.Code, clock.GetUtcNow()) && message.Code != ShadowTalk.NotFound)
                LogRejected(message.Code, message.Message);
        }
    }

    private Task TakeDocumentAsync(ShadowMessage document, CancellationToken cancellation)
    {
        var (desired, reported) = (ShadowMessage.Part(document.State, "desired"), ShadowMessage.Part(document.State, "reported"));
        // What is desired and was reported so has been obeyed, maybe before a restart.
        foreach (var wish in ShadowWishes.Of(desired, 0, venId).Where(w => w.IsMirrored))
        {
            var value = ValueOf(desired, wish.Key);
            if (value == ValueOf(reported, wish.Key))
                _obeyed[wish.Key] = value;
        }
        return TakeDeltaAsync(ShadowMessage.Part(document.State, "delta"), document.Version, cancellation);
    }

    private async Task TakeDeltaAsync(JsonElement delta, long? version, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (version is null || !_talk.IsNew(version.Value))
                return;
        }
        var done = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var wish in ShadowWishes.Of(delta, version.Value, venId))
        {
            var value = ValueOf(delta, wish.Key);
            if (_obeyed.GetValueOrDefault(wish.Key) == value)
            {
                done.Add(wish.Key);
                continue;
            }
            var ack = await obey(wish.Command, cancellation);
            if (ack is not { Ok: true })
                LogRefused(wish.Key, ack?.Error);
            if (wish.IsMirrored && ack is { Ok: true })
                _obeyed[wish.Key] = value;
            else
                done.Add(wish.Key);
        }
        if (done.Count == 0)
            return;
        foreach (var key in done)
            _obeyed.Remove(key);
        await publish(ShadowTopics.Request(venId, "update"), Clear(done, version.Value), cancellation);
    }

    /// <summary>Takes wishes from the desired side, unless there are newer ones: then the version does not fit, and they come with it.</summary>
    private static byte[] Clear(IEnumerable<string> keys, long version) =>
        Write(json =>
        {
            json.WriteStartObject("state");
            json.WriteStartObject("desired");
            foreach (var key in keys)
                json.WriteNull(key);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteNumber("version", version);
        });

    /// <summary>The value of a wish, as text; of the VEN only what it mirrors.</summary>
    private static string ValueOf(JsonElement state, string key)
    {
        var value = ShadowMessage.Part(state, key);
        if (key == "ven")
            value = ShadowMessage.Part(value, "enabled");
        return value.ValueKind == JsonValueKind.Undefined ? "" : value.GetRawText();
    }

    private static byte[] Write(Action<Utf8JsonWriter> writeFields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            writeFields(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The device shadow asks for {Key}, which is refused: {Reason}")]
    private partial void LogRefused(string key, string? reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The device shadow rejects what was sent ({Code} {Reason}); it is sent again later")]
    private partial void LogRejected(int? code, string? reason);
}
