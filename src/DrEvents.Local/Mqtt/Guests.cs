using System.Collections.Concurrent;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace DrEvents.Local.Mqtt;

/// <summary>Holds the clients of a broker to its rules: when they connect, with each message, and when a certificate is revoked.</summary>
internal sealed class Guests(MqttServer server, ClientRules rules, ILogger log)
{
    /// <summary>By client id. A session that goes on keeps what the library was told first, so that it is kept here.</summary>
    private readonly ConcurrentDictionary<string, Guest> _guests = new();

    /// <summary>Hooks into the broker's events.</summary>
    public void Attach()
    {
        server.ValidatingConnectionAsync += OnConnecting;
        rules.Known.Changed += _ => Sweep();
    }

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
        var (guest, why) = rules.Admit(client.ClientId, client.ClientCertificate, client.RawPassword);
        if (guest is null)
        {
            log.LogWarning("{ClientId} from {From} may not connect: {Reason}", client.ClientId, client.RemoteEndPoint, why);
            client.ReasonCode = MqttConnectReasonCode.NotAuthorized;
            return;
        }
        // What somebody else subscribed to under this name is not handed on.
        if (
            _guests.TryGetValue(client.ClientId, out var before)
            && (before.VenId, before.IsOfThisProcess) != (guest.VenId, guest.IsOfThisProcess)
        )
            await EndSessionAsync(client.ClientId);
        _guests[client.ClientId] = guest;
    }

    /// <summary>Ends the sessions of all who may not stay, connected or not.</summary>
    private void Sweep()
    {
        foreach (var (clientId, guest) in _guests)
        {
            if (rules.AgainstStaying(guest) is { } reason && _guests.TryRemove(new(clientId, guest)))
                _ = EndAsync(clientId, reason);
        }
    }

    private Task EndAsync(string clientId, string reason)
    {
        log.LogWarning("{ClientId} is disconnected: {Reason}", clientId, reason);
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
