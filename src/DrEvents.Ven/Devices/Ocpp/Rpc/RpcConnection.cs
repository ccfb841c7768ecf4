using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;

namespace DrEvents.Ven.Devices.Ocpp.Rpc;

/// <summary>Answers a call of the other side: writes the payload, or throws <see cref="RpcFaultException"/>.</summary>
internal delegate ValueTask<Action<Utf8JsonWriter>> RpcAnswerer(RpcMessage call, CancellationToken cancellation);

/// <summary>
/// OCPP-J over one WebSocket. Calls that come in are answered in their order; calls that go out go one at a time, as the specification asks.
/// An answer that comes too late, or to no call, is dropped.
/// </summary>
internal sealed partial class RpcConnection : IDisposable
{
    // The semaphores and the source hold nothing of the machine's, and are asked after the end too: they are not disposed.

    private readonly WebSocket _socket;
    private readonly RpcAnswerer _answer;
    private readonly RpcLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RpcPace _pace;
    private readonly SemaphoreSlim _callTurn = new(1);
    private readonly SemaphoreSlim _sendTurn = new(1);
    private readonly CancellationTokenSource _ended = new();
    private readonly Channel<(RpcMessage Call, JsonDocument Document)> _calls;
    private readonly string _idStem = Guid.NewGuid().ToString("N")[..8];
    private PendingCall? _pending;
    private int _callCount;

    public RpcConnection(WebSocket socket, OcppVersion version, RpcAnswerer answer, RpcLimits limits, TimeProvider time, ILogger logger)
    {
        (_socket, Version, _answer, _limits, _time, _logger) = (socket, version, answer, limits, time, logger);
        _pace = new RpcPace(limits.MessagesASecondMax, time);
        _calls = Channel.CreateBounded<(RpcMessage, JsonDocument)>(
            new BoundedChannelOptions(limits.WaitingCallsMax) { SingleReader = true, SingleWriter = true }
        );
    }

    /// <summary>The version that was agreed on.</summary>
    public OcppVersion Version { get; }

    /// <summary>Whether it has not ended.</summary>
    public bool IsOpen => !_ended.IsCancellationRequested;

    /// <summary>Ends it; whoever waits for an answer is told.</summary>
    public void End() => _ended.Cancel();

    /// <summary>Reads and answers until either side ends the connection.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _ended.Token);
        var answering = AnswerAllAsync(stop.Token);
        var (status, reason) = (WebSocketCloseStatus.EndpointUnavailable, "the VEN ends the connection");
        try
        {
            (status, reason) = await ReadAllAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ended on this side.
        }
        // A socket that is aborted ends its receiving as if that had been cancelled here.
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            LogLost(e.Message);
        }
        finally
        {
            _calls.Writer.TryComplete();
            await _ended.CancelAsync();
            _pending?.Fail("the connection ended");
        }
        await answering;
        while (_calls.Reader.TryRead(out var left))
            left.Document.Dispose();
        await CloseAsync(status, reason);
    }

    /// <summary>Calls the other side and waits for its answer.</summary>
    /// <exception cref="RpcRefusedException">It answers with an error.</exception>
    /// <exception cref="RpcLostException">It does not answer in time, or the connection ended.</exception>
    public async Task<JsonElement> CallAsync(string action, Action<Utf8JsonWriter> payload, CancellationToken cancellation)
    {
        await _callTurn.WaitAsync(cancellation);
        try
        {
            var pending = new PendingCall($"{_idStem}-{++_callCount}");
            _pending = pending;
            await SendAsync(RpcMessage.Call(pending.Id, action, payload), cancellation);
            if (!IsOpen)
                throw new RpcLostException("the connection ended");
            return await pending.Answer.WaitAsync(_limits.AnswerTimeout, _time, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new RpcLostException($"no answer to {action} within {_limits.AnswerTimeout.TotalSeconds} s", e);
        }
        finally
        {
            _pending = null;
            _callTurn.Release();
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<(WebSocketCloseStatus Status, string Reason)> ReadAllAsync(CancellationToken cancellation)
    {
        using var reader = new MessageReader(_socket, _limits, _time);
        try
        {
            while (await reader.NextAsync(cancellation) is { } message)
            {
                await _pace.CountAsync(cancellation);
                // Some chargers send nothing now and then.
                if (message.Length > 0 && await TakeInAsync(message, cancellation) is { } complaint)
                    await SendAsync(complaint, cancellation);
            }
            return (WebSocketCloseStatus.NormalClosure, "");
        }
        catch (UnreadableException e)
        {
            LogUnreadable(e.Message);
            return (e.Status, e.Message);
        }
        catch (RpcLostException e)
        {
            return (WebSocketCloseStatus.PolicyViolation, e.Message);
        }
    }

    /// <summary>Takes one message in; what is sent back where it is none.</summary>
    private async ValueTask<ArrayBufferWriter<byte>?> TakeInAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellation)
    {
        var id = RpcMessage.UnknownId;
        var document = (JsonDocument?)null;
        try
        {
            // The reader's buffer is used again before the call is answered.
            document = JsonDocument.Parse(utf8.ToArray(), RpcMessage.Strict);
            var message = RpcMessage.Read(document.RootElement, out id);
            if (message.Kind == RpcKind.Call)
            {
                await QueueAsync(message, document, cancellation);
                document = null;
                return null;
            }
            if (_pending is not { } pending || pending.Id != message.Id)
                LogLate(message.Id);
            else if (message.Kind == RpcKind.Result)
                pending.Succeed(message.Payload.Clone());
            else
                pending.Fail(new RpcRefusedException(message.Action, message.Description));
            return null;
        }
        catch (JsonException)
        {
            return Complaint(id, new RpcFaultException(RpcFault.Framework, "no JSON"));
        }
        catch (InvalidOperationException)
        {
            // A text that is no UTF-16, as half of a pair.
            return Complaint(id, new RpcFaultException(RpcFault.Framework, "a text is no Unicode"));
        }
        catch (RpcFaultException e)
        {
            return Complaint(id, e);
        }
        finally
        {
            document?.Dispose();
        }
    }

    /// <summary>
    /// Lets a call wait for its turn. Where no place becomes free, it is not done: the answers to the VEN's own calls come on the same way,
    /// and must not wait for ever behind it.
    /// </summary>
    private async ValueTask QueueAsync(RpcMessage call, JsonDocument document, CancellationToken cancellation)
    {
        if (_calls.Writer.TryWrite((call, document)))
            return;
        using var late = new CancellationTokenSource(_limits.QueueTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            await _calls.Writer.WriteAsync((call, document), either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new RpcFaultException(RpcFault.InternalError, $"more than {_limits.WaitingCallsMax} calls wait");
        }
    }

    /// <summary>OCPP 1.6 has no answer to a message without an id: it is passed over there.</summary>
    private ArrayBufferWriter<byte>? Complaint(string id, RpcFaultException fault)
    {
        LogNoMessage(fault.Message);
        return id == RpcMessage.UnknownId && Version == OcppVersion.V16
            ? null
            : RpcMessage.Error(id, fault.Fault.CodeIn(Version), fault.Message);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "An answer to {Id}, which nobody waits for, is dropped")]
    private partial void LogLate(string id);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A message that is none: {Problem}")]
    private partial void LogNoMessage(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection is closed: {Problem}")]
    private partial void LogUnreadable(string problem);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The connection is lost: {Problem}")]
    private partial void LogLost(string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Action} could not be answered: {Problem}")]
    private partial void LogUnanswered(string action, string problem);
}
