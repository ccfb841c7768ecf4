using System.Net.WebSockets;
using DrEvents.Ven.Devices.Ocpp.Rpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Devices.Ocpp;

public sealed class AbortedSocketTests
{
    [Fact]
    public async Task A_connection_whose_socket_is_aborted_ends_as_one_that_is_lost()
    {
        using var connection = new RpcConnection(
            new AbortedSocket(),
            OcppVersion.V16,
            (_, _) => throw new InvalidOperationException("nobody calls"),
            new RpcLimits(),
            TimeProvider.System,
            NullLogger.Instance
        );
        await connection.RunAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10));
        connection.IsOpen.ShouldBeFalse();
    }

    /// <summary>What .NET's own does when a pong does not come.</summary>
    private sealed class AbortedSocket : WebSocket
    {
        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => WebSocketState.Aborted;

        public override string? SubProtocol => null;

        public override void Abort() { }

        public override void Dispose() { }

        public override Task CloseAsync(WebSocketCloseStatus status, string? description, CancellationToken cancellation) =>
            Task.CompletedTask;

        public override Task CloseOutputAsync(WebSocketCloseStatus status, string? description, CancellationToken cancellation) =>
            Task.CompletedTask;

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellation) =>
            throw new OperationCanceledException("Aborted");

        public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType type, bool isEnd, CancellationToken cancellation) =>
            Task.CompletedTask;
    }
}
