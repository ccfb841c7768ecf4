using System.Collections;
using DrEvents.Contracts.Mqtt;
using MQTTnet.Server;

namespace DrEvents.Local.Mqtt;

/// <summary>
/// Holds each client to what the wire allows one connection over time: so many messages in a second, and so many filters. What it has used is kept with its
/// session, so that who comes back to it does not begin anew.
/// </summary>
/// <param name="clock">By which a second is measured; null counts no messages.</param>
internal sealed class ConnectionLimits(TimeProvider? clock)
{
    private const string Key = "drevents-limits";

    /// <summary>Why a client may not publish now; null when it may.</summary>
    public string? AgainstPublish(IDictionary session) =>
        clock is null || UsedIn(session).TakesPlace(clock) ? null : $"more than {WireLimits.PublishesPerSecondMax} messages in a second";

    /// <summary>Why a client may not subscribe to one filter more; null when it may. The same filter again is none more.</summary>
    public static string? AgainstSubscribe(IDictionary session, string filter) =>
        UsedIn(session).Takes(filter) ? null : $"it has {WireLimits.SubscriptionsMax} already";

    /// <summary>Gives the place of a filter back.</summary>
    public static Task OnUnsubscribed(ClientUnsubscribedTopicEventArgs gone)
    {
        UsedIn(gone.SessionItems).Forget(gone.TopicFilter);
        return Task.CompletedTask;
    }

    private static Used UsedIn(IDictionary session)
    {
        // A connection that is taken over may still be read while the next one is.
        lock (session)
            return (Used)(session[Key] ??= new Used());
    }

    /// <summary>A bucket of as many messages as go in a second, which a second fills; messages that the network brings together do not count against who sent them apart.</summary>
    private sealed class Used
    {
        private readonly HashSet<string> _filters = [];
        private double _places = WireLimits.PublishesPerSecondMax;
        private long? _at;

        public bool TakesPlace(TimeProvider clock)
        {
            lock (_filters)
            {
                var now = clock.GetTimestamp();
                var filled = clock.GetElapsedTime(_at ?? now, now).TotalSeconds * WireLimits.PublishesPerSecondMax;
                (_places, _at) = (Math.Min(WireLimits.PublishesPerSecondMax, _places + filled), now);
                if (_places < 1)
                {
                    // It is disconnected; what comes next is its will, which says so to others.
                    _places = 1;
                    return false;
                }
                _places--;
                return true;
            }
        }

        public bool Takes(string filter)
        {
            lock (_filters)
                return _filters.Contains(filter) || (_filters.Count < WireLimits.SubscriptionsMax && _filters.Add(filter));
        }

        public void Forget(string filter)
        {
            lock (_filters)
                _filters.Remove(filter);
        }
    }
}
