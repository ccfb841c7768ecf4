using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using DrEvents.Ven.Log;
using DrEvents.Ven.Mqtt;
using DrEvents.Ven.Reporting;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven;

public sealed partial class VenAgent
{
    /// <summary>What the connection calls; apart, so that it is no part of the VEN's public face.</summary>
    private sealed class Listener(VenAgent ven) : IConnectionListener
    {
        private bool _wasConnected;
        private long _connectedAt;
        private PushedOff _pushedOff;

        public byte[] NextWill() => ven._presence.Begin().ToUtf8();

        public async Task OnConnectedAsync(CancellationToken cancellation)
        {
            _wasConnected = true;
            _connectedAt = ven._clock.GetTimestamp();
            ven._record.Connected();
            ven._controller.Note(ven._clock.GetUtcNow(), new ConnectionChanged(true, null, ven._presence.Session));
            ven._service?.Say("connected");
            await ven.PublishStatusAsync(isOnline: true, cancellation);
            await ven.PublishLoadsAsync(cancellation);
            await ven.TellOwnersWishesAsync(cancellation);
            ven._shadow?.Connected();
            ven.ReportNow();
        }

        public void OnDisconnected(ConnectFailure failure)
        {
            ven._service?.Say($"not connected: {failure.Words}");
            TimeSpan? lasted = _wasConnected ? ven._clock.GetElapsedTime(_connectedAt) : null;
            _pushedOff = _pushedOff.Next(lasted, failure.Kind, out var isPushedOff);
            if (isPushedOff)
                ven._options.TakenOver?.Invoke();
            ven._shadow?.Disconnected();
            // A failed attempt changes nothing, and a long outage must not fill the log.
            if (!_wasConnected)
                return;
            _wasConnected = false;
            ven._controller.Note(ven._clock.GetUtcNow(), new ConnectionChanged(false, failure.Words));
        }

        public async Task OnCommandAsync(ReadOnlyMemory<byte> payload, MessageTrace? trace, CancellationToken cancellation)
        {
            var begin = ven._clock.GetTimestamp();
            using var span = VenTracing.Begin(VenTracing.Command, trace, ven._options.VenId);
            var (now, keys) = (ven._clock.GetUtcNow(), ven._guard.Keys);
            var outcome = ven._guard.Refuse(payload, now) ?? ven._controller.Handle(payload, now);
            var took = ven._clock.GetElapsedTime(begin);
            ven._record.Obeyed(outcome, took);
            var answered = VenTracing.Answer(span, trace, took);
            if (outcome.ShedChanged)
                ven._traces.Expect(answered);
            if (
                outcome.Ack is { } ack
                && !await ven._connection.PublishAsync(Topics.Ack(ven._options.VenId), ack, trace: answered, cancellation: cancellation)
            )
                throw new IOException("The answer to a command could not be sent; the broker will bring the command again.");
            if (outcome.IssuedAt is { } issuedAt)
                ven._clocks.SeeCommand(issuedAt);
            await TellAsync(outcome, cancellation);
            if (!ReferenceEquals(keys, ven._guard.Keys))
                await ven.PublishStatusAsync(isOnline: true, cancellation);
        }

        public void OnStatus(ReadOnlyMemory<byte> payload, bool isRetained)
        {
            if (ven._presence.See(payload, isRetained))
                ven._alarm.Ring();
        }

        public void OnReceipt(ReadOnlyMemory<byte> payload) => ven._receipts.Take(payload, ven._clock.GetUtcNow());

        public Task OnShadowAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
            ven._shadow?.TakeAsync(topic, payload, cancellation) ?? Task.CompletedTask;

        /// <summary>Obeys what the shadow asks for; nobody but the shadow is answered.</summary>
        public async Task<VenAck?> ObeyAsync(byte[] command, CancellationToken cancellation)
        {
            var outcome = ven._controller.Handle(command, ven._clock.GetUtcNow());
            await TellAsync(outcome, cancellation);
            return outcome.Ack is { } ack ? VenAck.Read(ack).Value : null;
        }

        private async Task TellAsync(CommandOutcome outcome, CancellationToken cancellation)
        {
            if (outcome.ShedChanged || outcome.DescriptionsChanged || outcome.SettingsChanged)
                ven.ReportNow();
            if (outcome.DescriptionsChanged)
                await ven.PublishLoadsAsync(cancellation);
            if (outcome.SettingsChanged)
                await ven.PublishStatusAsync(isOnline: true, cancellation);
        }
    }
}
