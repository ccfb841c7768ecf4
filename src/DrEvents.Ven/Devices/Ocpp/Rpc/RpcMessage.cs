using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DrEvents.Ven.Devices.Ocpp.Rpc;

/// <summary>The kinds of message of OCPP-J.</summary>
internal enum RpcKind
{
    Call = 2,
    Result = 3,
    Error = 4,
}

/// <summary>One message of OCPP-J that came in.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The id of its call.</param>
/// <param name="Action">The action of a call, the code of an error; empty otherwise.</param>
/// <param name="Description">The words of an error.</param>
/// <param name="Payload">What it carries; it lives as long as the document that it was read from.</param>
internal readonly record struct RpcMessage(RpcKind Kind, string Id, string Action, string Description, JsonElement Payload)
{
    /// <summary>The id of the answer to a message whose own cannot be read (OCPP 2.0.1 part 4, 4.2.3).</summary>
    public const string UnknownId = "-1";

    private const int IdLengthMax = 36;
    private const int ActionLengthMax = 64;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How a message is parsed: a depth that no message of OCPP comes near to, and no field twice.</summary>
    public static JsonDocumentOptions Strict { get; } = new() { MaxDepth = 24, AllowDuplicateProperties = false };

    /// <summary>Reads a message.</summary>
    /// <param name="id">Its id as far as it could be read, for the answer.</param>
    /// <exception cref="RpcFaultException">It is none.</exception>
    public static RpcMessage Read(JsonElement json, out string id)
    {
        id = UnknownId;
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() is < 3 or > 5)
            throw new RpcFaultException(RpcFault.Framework, "a message is an array of three to five elements");
        if (json[1].ValueKind != JsonValueKind.String || json[1].GetString() is not { Length: > 0 and <= IdLengthMax } given)
            throw new RpcFaultException(RpcFault.Framework, "the id is a text of 1 to 36 characters");
        id = given;
        if (json[0].ValueKind != JsonValueKind.Number || !json[0].TryGetInt32(out var kind))
            throw new RpcFaultException(RpcFault.Framework, "the kind of message is a whole number");
        return (RpcKind)kind switch
        {
            RpcKind.Call => ReadCall(json, id),
            RpcKind.Result => new(RpcKind.Result, id, "", "", json[2]),
            RpcKind.Error => new(
                RpcKind.Error,
                id,
                TextOf(json[2]),
                json.GetArrayLength() > 3 ? TextOf(json[3]) : "",
                json.GetArrayLength() > 4 ? json[4] : default
            ),
            _ => throw new RpcFaultException(RpcFault.MessageType, $"{kind} is no kind of message"),
        };
    }

    /// <summary>A call, as it goes out.</summary>
    public static ArrayBufferWriter<byte> Call(string id, string action, Action<Utf8JsonWriter> payload) =>
        Write(json =>
        {
            json.WriteNumberValue((int)RpcKind.Call);
            json.WriteStringValue(id);
            json.WriteStringValue(action);
            payload(json);
        });

    /// <summary>The answer to a call.</summary>
    public static ArrayBufferWriter<byte> Result(string id, Action<Utf8JsonWriter> payload) =>
        Write(json =>
        {
            json.WriteNumberValue((int)RpcKind.Result);
            json.WriteStringValue(id);
            payload(json);
        });

    /// <summary>The answer to a call that is not done.</summary>
    public static ArrayBufferWriter<byte> Error(string id, string code, string description) =>
        Write(json =>
        {
            json.WriteNumberValue((int)RpcKind.Error);
            json.WriteStringValue(id);
            json.WriteStringValue(code);
            json.WriteStringValue(description.Length <= 255 ? description : description[..255]);
            json.WriteStartObject();
            json.WriteEndObject();
        });

    private static RpcMessage ReadCall(JsonElement json, string id)
    {
        if (json[2].ValueKind != JsonValueKind.String || json[2].GetString() is not { Length: > 0 and <= ActionLengthMax } action)
            throw new RpcFaultException(RpcFault.Framework, "the action is a text of 1 to 64 characters");
        if (json.GetArrayLength() != 4)
            throw new RpcFaultException(RpcFault.Framework, "a call has four elements");
        if (json[3].ValueKind != JsonValueKind.Object)
            throw new RpcFaultException(RpcFault.Malformed, $"the payload of {action} is no object");
        return new(RpcKind.Call, id, action, "", json[3]);
    }

    private static string TextOf(JsonElement json) => json.ValueKind == JsonValueKind.String ? json.GetString()! : "";

    private static ArrayBufferWriter<byte> Write(Action<Utf8JsonWriter> elements)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(bytes, Compact);
        json.WriteStartArray();
        elements(json);
        json.WriteEndArray();
        json.Flush();
        return bytes;
    }
}
