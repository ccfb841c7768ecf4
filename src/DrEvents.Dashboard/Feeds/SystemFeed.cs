using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Viewing;
using Microsoft.Extensions.Logging;

namespace DrEvents.Dashboard.Feeds;

/// <summary>What is live of the whole system: <c>GET /api/stream</c>.</summary>
public sealed class SystemFeed(BackendClient backend, TimeProvider clock, ILogger<SystemFeed> log) : Feed(backend, "api/stream", clock, log)
{
    private const int StoredKept = 200;

    /// <summary>Of those that are over; what is older is read by the list of events.</summary>
    private const int OverKept = 500;

    private Dictionary<string, EventView> _events = [];
    private StoredItem[] _stored = [];

    /// <summary>The fleet; null before it was heard.</summary>
    public NetworkStats? Network { get; private set; }

    /// <summary>What needs an operator; null before it was heard.</summary>
    public IReadOnlyList<AttentionItem>? Attention { get; private set; }

    /// <summary>Since when the broker does not answer, and VENs are not heard; null while it does.</summary>
    public DateTimeOffset? BrokerAwaySince => Attention?.FirstOrDefault(a => a.Kind == "broker")?.Since;

    /// <summary>DR events that are known, the newest start first.</summary>
    public IReadOnlyList<EventView> Events => [.. _events.Values.OrderByDescending(e => e.StartTime)];

    /// <summary>The newest stored events, the newest first.</summary>
    public IReadOnlyList<StoredItem> Stored => _stored;

    private protected override bool Take(string kind, string json)
    {
        switch (kind)
        {
            case "network":
                Network = Read<NetworkStats>(json);
                break;
            case "events":
                // A page may be reading the old one.
                var events = new Dictionary<string, EventView>(_events);
                foreach (var changed in Read<EventsMessage>(json).Events)
                    events[changed.Id] = changed;
                foreach (var old in events.Values.Where(e => e.IsOver()).OrderByDescending(e => e.StartTime).Skip(OverKept).ToList())
                    events.Remove(old.Id);
                _events = events;
                break;
            case "attention":
                Attention = Read<AttentionMessage>(json).Items;
                break;
            case "stored":
                _stored = [.. Read<StoredMessage>(json).Items.Reverse().Concat(_stored).Take(StoredKept)];
                break;
            case "reset":
                _stored = [];
                break;
            default:
                return false;
        }
        return true;
    }
}
