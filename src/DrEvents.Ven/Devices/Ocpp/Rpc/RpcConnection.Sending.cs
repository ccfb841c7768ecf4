using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;

namespace DrEvents.Ven.Devices.Ocpp.Rpc;

internal sealed partial class RpcConnection
{
    private async Task AnswerAllAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var (call, document) in _calls.Reader.ReadAllAsync(cancellation))
            {
                using (document)
                    await SendAsync(await AnswerAsync(call, cancellation), cancellation);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or RpcLostException)
        {
            // The connection has ended; so does answering.
            await _ended.CancelAsync();
        }
    }

    private async ValueTask<ArrayBufferWriter<byte>> AnswerAsync(RpcMessage call, CancellationToken cancellation)
    {
        try
        {
            return RpcMessage.Result(call.Id, await _answer(call, cancellation));
        }
        catch (RpcFaultException e)
        {
            return RpcMessage.Error(call.Id, e.Fault.CodeIn(Version), e.Message);
        }
        catch (RpcRefusedException e)
        {
            return RpcMessage.Error(call.Id, e.Code, e.Description);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A charger must not be able to end the VEN by a message that nobody thought of.
            LogUnanswered(call.Action, e.Message);
            return RpcMessage.Error(call.Id, RpcFault.InternalError.CodeIn(Version), "the VEN could not do it");
        }
    }

    private async Task SendAsync(ArrayBufferWriter<byte> message, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(_limits.SendTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token, late.Token);
        await _sendTurn.WaitAsync(cancellation);
        try
        {
            try
            {
                // A message that has begun goes out whole, whoever gives up waiting for its answer: half of one would end the connection.
                await _socket.SendAsync(message.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, either.Token);
            }
            finally
            {
                _sendTurn.Release();
            }
        }
        catch (OperationCanceledException e)
        {
            await _ended.CancelAsync();
            throw new RpcLostException($"a message could not be sent within {_limits.SendTimeout.TotalSeconds} s", e);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            throw new RpcLostException("the connection ended", e);
        }
    }

    private async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
            return;
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(2), _time);
        try
        {
            await _socket.CloseOutputAsync(status, reason, late.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException or IOException)
        {
            _socket.Abort();
        }
    }

    /// <summary>A call that waits for its answer.</summary>
    private sealed class PendingCall(string id)
    {
        private readonly TaskCompletionSource<JsonElement> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Id { get; } = id;

        public Task<JsonElement> Answer => _answer.Task;

        public void Succeed(JsonElement payload) => _answer.TrySetResult(payload);

        public void Fail(RpcRefusedException refused) => _answer.TrySetException(refused);

        public void Fail(string why) => _answer.TrySetException(new RpcLostException(why));
    }
}
