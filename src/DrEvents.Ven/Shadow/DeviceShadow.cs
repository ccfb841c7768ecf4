using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Timekeeping;
using DrEvents.Ven.Trust;

namespace DrEvents.Ven.Shadow;

/// <summary>
/// The VEN's device shadow: what is desired is carried out like a command (and stands in the log as one, with <c>source: shadow</c>), what
/// the VEN is, is reported. What the report does not mirror is taken from the desired side once it was carried out, else it would be asked
/// for again and again; so is a wish that was carried out and that a newer command or the owner has overruled. What is refused stays there.
/// </summary>
internal sealed partial class DeviceShadow(
    string venId,
    Func<string, byte[], CancellationToken, Task<bool>> publish,
    Func<byte[], CancellationToken, Task<VenAck?>> obey,
    Controller controller,
    CommandGuard guard,
    ClockWatch clocks,
    TimeProvider clock,
    ILogger logger
)
{
    private readonly Lock _gate = new();
    private readonly ShadowTalk _talk = new();
    private readonly Dictionary<string, (string Says, long? SetAtS)> _refused = [];
    private IReadOnlyList<WishCarriedOut> _ofDeleted = [];
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
            await TakeDeltaAsync(message, cancellation);
        else if (topic == ShadowTopics.Accepted(venId, "get") && Accept(message))
            await TakeDocumentAsync(message, cancellation);
        else if (topic == ShadowTopics.Accepted(venId, "update"))
            Accept(message);
        else if (topic == ShadowTopics.Rejected(venId, "get") || topic == ShadowTopics.Rejected(venId, "update"))
            Reject(message);
        else if (topic == ShadowTopics.Accepted(venId, "delete"))
            Forget();
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
                    return (ShadowTopics.Request(venId, "get"), ShadowRequests.Get(token));
                case ShadowStep.Report:
                    var update = new ShadowUpdate(new ShadowUpdateState(report), _talk.Ask(report, look.Now));
                    return (ShadowTopics.Request(venId, "update"), ShadowRequests.Report(update));
                default:
                    return null;
            }
        }
    }

    private void Forget()
    {
        // A wish of the next shadow may say the same within the same second.
        _ofDeleted = controller.Look(clock.GetUtcNow()).State.Wishes;
        lock (_gate)
            _talk.Deleted();
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

    /// <summary>A document tells all that is desired, also what the report has as desired but is not so any more.</summary>
    private Task TakeDocumentAsync(ShadowMessage document, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (document.Version is not { } version || !_talk.IsNewestDocument(version, document.At))
                return Task.CompletedTask;
        }
        return CarryOutAsync(document, "desired", cancellation);
    }

    private Task TakeDeltaAsync(ShadowMessage delta, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (delta.Version is not { } version || !_talk.IsNewest(version, delta.At))
                return Task.CompletedTask;
        }
        return CarryOutAsync(delta, null, cancellation);
    }

    private async Task CarryOutAsync(ShadowMessage message, string? side, CancellationToken cancellation)
    {
        var (version, state, stamps) = (message.Version!.Value, message.State, message.Metadata);
        if (side is not null)
            (state, stamps) = (ShadowMessage.Part(state, side), ShadowMessage.Part(stamps, side));
        var (done, left) = (new SortedSet<string>(StringComparer.Ordinal), new HashSet<string>());
        if (TrustedOf(state, stamps) is not var (wishes, isSigned))
            return;
        foreach (var wish in wishes)
        {
            var look = controller.Look(clock.GetUtcNow());
            var isSo = wish.IsMirrored && wish.IsIn(ReportedState.Of(look));
            if (IsCarriedOut(wish, message, isDelta: side is null, isSo, look.State))
            {
                // What the report mirrors and is not so was overruled by something newer.
                if (!isSo)
                    done.Add(wish.Top);
            }
            else if (isSo && wish.SetAtS is null)
                continue;
            else if (side is null && IsOverruled(wish, message))
            {
                Note(wish, version);
                done.Add(wish.Top);
            }
            else if (_refused.GetValueOrDefault(wish.Key) == (wish.Says, wish.SetAtS))
                left.Add(wish.Top);
            else if (!await ObeyAsync(wish, version, cancellation))
                left.Add(wish.Top);
            else if (!wish.IsMirrored)
                done.Add(wish.Top);
        }
        done.ExceptWith(left);
        if (isSigned && left.Count == 0)
            done.Add(WishForm.Member);
        if (done.Count == 0)
            return;
        byte[] clear;
        lock (_gate)
            clear = ShadowRequests.Clear(done, version, _talk.Sign());
        await publish(ShadowTopics.Request(venId, "update"), clear, cancellation);
    }

    /// <summary>A wish is known by what it says and by when it was set; a version alone says nothing, as it begins anew with its shadow.</summary>
    private bool IsCarriedOut(ShadowWish wish, ShadowMessage message, bool isDelta, bool isSo, VenState state)
    {
        if (state.WishFor(wish.Key) is not { } done || done.Says != wish.Says || done.SetAtS != wish.SetAtS)
            return false;
        if (isSo)
            return true;
        if (_ofDeleted.Any(w => ReferenceEquals(w, done)))
            return false;
        // Times are whole seconds: a change of somebody else within the second of the wish may have been the same wish once more.
        var mayBeAnother = isDelta && message.Version > done.Version && message.At?.ToUnixTimeSeconds() == wish.SetAtS;
        return !mayBeAnother || _talk.IsOurs(message.ClientToken);
    }

    /// <summary>
    /// Whether it was the newest report that made a difference: the wish said what was so already, and the VEN was not told of it then.
    /// </summary>
    private bool IsOverruled(ShadowWish wish, ShadowMessage message) =>
        wish is { IsMirrored: true, SetAtS: not null } && _talk.IsOurs(message.ClientToken) && wish.IsIn(_talk.ReportedBefore);

    private void Note(ShadowWish wish, long version)
    {
        _refused.Remove(wish.Key);
        if (wish.SetAtS is { } setAtS)
            controller.Note(clock.GetUtcNow(), new WishCarriedOut(wish.Key, wish.Says, setAtS, version));
    }

    private async Task<bool> ObeyAsync(ShadowWish wish, long version, CancellationToken cancellation)
    {
        var ack = await obey(wish.Command, cancellation);
        if (ack is { Ok: true })
        {
            Note(wish, version);
            return true;
        }
        if (ack?.Error == RefusalReasons.LogUnavailable)
        {
            lock (_gate)
                _talk.AskLater(clock.GetUtcNow());
        }
        else
            _refused[wish.Key] = (wish.Says, wish.SetAtS);
        LogRefused(wish.Key, ack?.Error);
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The device shadow asks for {Key}, which is refused and stays desired: {Reason}")]
    private partial void LogRefused(string key, string? reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The device shadow rejects what was sent ({Code} {Reason}); it is sent again later")]
    private partial void LogRejected(int? code, string? reason);
}
