using System.Collections.Concurrent;
using System.Net;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace DrEvents.Local.Mqtt;

/// <summary>Holds the clients of a broker to its rules: when they connect, with each message, and when a certificate is revoked.</summary>
/// <param name="most">So many are remembered.</param>
/// <param name="refused">Is told of each that is not let in or is thrown out.</param>
internal sealed class Guests(MqttServer server, ClientRules rules, int most, Action<RefusedClient>? refused, ILogger log)
{
    private const string Connecting = "CONNECT";

    /// <summary>By client id. A session that goes on keeps what the library was told first, so that it is kept here.</summary>
    private readonly ConcurrentDictionary<string, Guest> _guests = new();

    /// <summary>How many are remembered.</summary>
    public int Count => _guests.Count;

    /// <summary>Hooks into the broker's events.</summary>
    public void Attach()
    {
        server.ValidatingConnectionAsync += OnConnecting;
        rules.Known.Changed += _ => Sweep();
    }

    /// <summary>The address that a client connected from; null where nobody knows it.</summary>
    public string? FromOf(string clientId) => _guests.GetValueOrDefault(clientId)?.From;

    /// <summary>Whether a client is of this process, which the limits of one connection do not hold: it speaks to and for a whole fleet.</summary>
    public bool IsOfThisProcess(string clientId) => _guests.TryGetValue(clientId, out var guest) && guest.IsOfThisProcess;

    /// <summary>Why a client may not publish there; null when it may.</summary>
    public string? AgainstPublish(string clientId, string topic, bool isRetained) =>
        !_guests.TryGetValue(clientId, out var guest) ? "without having connected"
        : rules.AgainstStaying(guest) is { } over ? over
        : rules.AgainstPublish(guest, topic, isRetained);

    /// <summary>Why a client may not listen there; null when it may.</summary>
    public string? AgainstSubscribe(string clientId, string filter) =>
        !_guests.TryGetValue(clientId, out var guest) ? "it has not connected"
        : rules.AgainstStaying(guest) is { } over ? over
        : ClientRules.AgainstSubscribe(guest, filter);

    private async Task OnConnecting(ValidatingConnectionEventArgs client)
    {
        var from = (client.RemoteEndPoint as IPEndPoint)?.Address.ToString();
        var (guest, why) = rules.Admit(client.ClientId, client.ClientCertificate, client.RawPassword);
        if (guest is not null && !await HasRoomAsync(client.ClientId))
            (guest, why) = (null, $"{most} clients are connected");
        if (guest is null)
        {
            log.LogWarning("{ClientId} from {From} may not connect: {Reason}", client.ClientId, client.RemoteEndPoint, why);
            refused?.Invoke(new RefusedClient(client.ClientId, from, Connecting, why));
            client.ReasonCode = MqttConnectReasonCode.NotAuthorized;
            return;
        }
        // What somebody else subscribed to under this name is not handed on.
        if (
            _guests.TryGetValue(client.ClientId, out var before)
            && (before.VenId, before.IsOfThisProcess) != (guest.VenId, guest.IsOfThisProcess)
        )
            await EndSessionAsync(client.ClientId);
        _guests[client.ClientId] = guest with { From = from };
    }

    /// <summary>
    /// Makes room for one more where there is none: whoever is not connected, and is not of this process, is forgotten with his session. He is asked again who he
    /// is when he comes back, and commands that nobody answered are sent again.
    /// </summary>
    private async Task<bool> HasRoomAsync(string clientId)
    {
        if (_guests.Count < most || _guests.ContainsKey(clientId))
            return true;
        var connected = (await server.GetClientsAsync()).Select(c => c.Id).ToHashSet();
        foreach (var (away, _) in _guests.Where(g => !g.Value.IsOfThisProcess && !connected.Contains(g.Key)))
        {
            if (_guests.TryRemove(away, out _))
                await EndSessionAsync(away);
        }
        return _guests.Count < most;
    }

    /// <summary>Ends the sessions of all who may not stay, connected or not.</summary>
    private void Sweep()
    {
        foreach (var (clientId, guest) in _guests)
        {
            if (rules.AgainstStaying(guest) is { } reason && _guests.TryRemove(new(clientId, guest)))
                _ = EndAsync(clientId, guest.From, reason);
        }
    }

    private Task EndAsync(string clientId, string? from, string reason)
    {
        log.LogWarning("{ClientId} is disconnected: {Reason}", clientId, reason);
        refused?.Invoke(new RefusedClient(clientId, from, Connecting, reason));
        return EndSessionAsync(clientId);
    }

    private async Task EndSessionAsync(string clientId)
    {
        try
        {
            await (await server.GetSessionAsync(clientId)).DeleteAsync();
        }
        catch (InvalidOperationException)
        {
            // There is none any more, or the broker has stopped meanwhile.
        }
    }
}
