using System.Collections.Concurrent;
using System.Diagnostics;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace DrEvents.Local.Mqtt;

/// <summary>
/// Bounds what waits for each client: what is not sent yet, and what was sent and is not acknowledged. The library bounds the first alone, and keeps what it
/// drops among the second, so that a client that takes nothing costs ever more memory. Of what a client does not take the newest is lost. To this process
/// itself nothing is lost: who sends it samples waits for the acknowledgement, as while the broker is away, and keeps them meanwhile.
/// </summary>
/// <param name="most">So many messages wait for one client.</param>
internal sealed class Backlog(MqttServer server, int most, Func<string, bool> isOfThisProcess, ILogger log)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Waiting> _byClient = new();

    /// <summary>Hooks into the broker's events.</summary>
    public void Attach()
    {
        server.ClientConnectedAsync += OnConnectedAsync;
        server.ClientDisconnectedAsync += OnDisconnected;
        server.SessionDeletedAsync += OnDeleted;
        server.InterceptingClientEnqueueAsync += OnEnqueue;
        server.InterceptingOutboundPacketAsync += OnSending;
        server.ClientAcknowledgedPublishPacketAsync += OnAcknowledged;
    }

    /// <summary>Waits until this process takes what waits for it; at once while that is little.</summary>
    public async Task RoomAsync(CancellationToken cancellation)
    {
        foreach (var (_, waiting) in _byClient)
        {
            if (waiting.Room is { } room)
                await room.WaitAsync(cancellation);
        }
    }

    private async Task OnConnectedAsync(ClientConnectedEventArgs client)
    {
        // What it had not acknowledged waits to be sent once more.
        var session = await server.GetSessionAsync(client.ClientId);
        var waiting = new Waiting(session, isOfThisProcess(client.ClientId) ? most / 2 : null);
        if (_byClient.TryGetValue(client.ClientId, out var before))
            before.Open();
        _byClient[client.ClientId] = waiting;
    }

    /// <summary>Nobody waits for who may not come back.</summary>
    private Task OnDisconnected(ClientDisconnectedEventArgs client)
    {
        if (_byClient.TryGetValue(client.ClientId, out var waiting))
            waiting.Open();
        return Task.CompletedTask;
    }

    private Task OnDeleted(SessionDeletedEventArgs session)
    {
        if (_byClient.TryGetValue(session.Id, out var waiting) && waiting.IsGone(session.SessionItems))
            _byClient.TryRemove(new(session.Id, waiting));
        return Task.CompletedTask;
    }

    private Task OnEnqueue(InterceptingClientApplicationMessageEnqueueEventArgs message)
    {
        if (!_byClient.TryGetValue(message.ReceiverClientId, out var waiting) || waiting.Takes(most))
            return Task.CompletedTask;
        message.AcceptEnqueue = false;
        if (waiting.IsToTell(Quiet))
            log.LogWarning("Messages to {ClientId} are lost: {Most} wait for it", message.ReceiverClientId, most);
        return Task.CompletedTask;
    }

    private Task OnSending(InterceptingPacketEventArgs outbound)
    {
        if (
            outbound.Packet is MqttPublishPacket { QualityOfServiceLevel: > MqttQualityOfServiceLevel.AtMostOnce } publish
            && _byClient.TryGetValue(outbound.ClientId, out var waiting)
        )
            waiting.Sent(publish.PacketIdentifier);
        return Task.CompletedTask;
    }

    private Task OnAcknowledged(ClientAcknowledgedPublishPacketEventArgs answer)
    {
        if (_byClient.TryGetValue(answer.ClientId, out var waiting))
            waiting.Acknowledged(answer.AcknowledgePacket.PacketIdentifier);
        return Task.CompletedTask;
    }

    /// <summary>What waits for one connection of a client.</summary>
    /// <param name="holdAt">Who publishes waits from so many on; null where nobody does.</param>
    private sealed class Waiting(MqttSessionStatus session, int? holdAt)
    {
        private readonly Lock _gate = new();
        private readonly HashSet<ushort> _unacknowledged = [];
        private TaskCompletionSource? _full;
        private bool _isOver;
        private long? _toldAt;

        /// <summary>Ends when there is room; null while there is.</summary>
        public Task? Room => Volatile.Read(ref _full)?.Task;

        private long Count => session.PendingApplicationMessagesCount + _unacknowledged.Count;

        /// <summary>Whether it takes one more.</summary>
        public bool Takes(int most)
        {
            lock (_gate)
            {
                var count = Count;
                if (!_isOver && _full is null && count >= holdAt)
                    Volatile.Write(ref _full, new(TaskCreationOptions.RunContinuationsAsynchronously));
                return count < most;
            }
        }

        public void Sent(ushort packet)
        {
            lock (_gate)
                _unacknowledged.Add(packet);
        }

        public void Acknowledged(ushort packet)
        {
            TaskCompletionSource? opened = null;
            lock (_gate)
            {
                _unacknowledged.Remove(packet);
                if (_full is not null && Count < holdAt / 2)
                    (opened, _full) = (_full, null);
            }
            opened?.SetResult();
        }

        /// <summary>Nobody waits for it any more.</summary>
        public void Open()
        {
            TaskCompletionSource? opened;
            lock (_gate)
                (opened, _full, _isOver) = (_full, null, true);
            opened?.SetResult();
        }

        public bool IsGone(System.Collections.IDictionary items) => ReferenceEquals(items, session.Items);

        /// <summary>Whether it is time to say so again.</summary>
        public bool IsToTell(TimeSpan quiet)
        {
            lock (_gate)
            {
                if (_toldAt is { } before && Stopwatch.GetElapsedTime(before) < quiet)
                    return false;
                _toldAt = Stopwatch.GetTimestamp();
                return true;
            }
        }
    }
}
