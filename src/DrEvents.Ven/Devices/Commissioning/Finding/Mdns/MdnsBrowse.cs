using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace DrEvents.Ven.Devices.Commissioning.Finding.Mdns;

/// <summary>
/// Asks who announces services of some types in the home's network, and listens for a while. It asks from a port of its own, so that answers
/// come to it alone (RFC 6762, 5.1 and 6.7), and joins no group; what is sent is questions.
/// </summary>
internal sealed class MdnsBrowse(TimeProvider time)
{
    /// <summary>Types of services that devices of a home have.</summary>
    public static readonly IReadOnlyList<string> Types = ["_shelly._tcp.local", "_http._tcp.local", "_home-assistant._tcp.local"];

    private const int RecordsMax = 4_096;

    private static readonly IPEndPoint Everybody = new(IPAddress.Parse("224.0.0.251"), 5353);

    private readonly Dictionary<string, PointerRecord> _instances = [];
    private readonly Dictionary<string, ServiceRecord> _services = [];
    private readonly Dictionary<string, TextRecord> _texts = [];
    private readonly Dictionary<string, IPAddress> _addresses = [];

    /// <summary>Who is asked: everybody on the link, or one responder.</summary>
    public IPEndPoint Asked { get; init; } = Everybody;

    /// <summary>Asks, asks once more for what is missing, and gives who answered within the time.</summary>
    public async Task<IReadOnlyList<MdnsService>> RunAsync(TimeSpan within, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        Ask(socket, MdnsMessage.Query(Types, MdnsMessage.Pointer));
        await ListenAsync(socket, within / 2, cancellation);
        // Questions get lost, and some answer with less than all that is needed.
        Ask(socket, MdnsMessage.Query(Types, MdnsMessage.Pointer));
        foreach (var name in Missing().Take(64))
            Ask(socket, MdnsMessage.Query([name], MdnsMessage.Any));
        await ListenAsync(socket, within / 2, cancellation);
        return Services();
    }

    private void Ask(Socket socket, byte[] question)
    {
        if (!Asked.Equals(Everybody))
        {
            socket.SendTo(question, Asked);
            return;
        }
        foreach (var own in OwnAddresses())
        {
            try
            {
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, own.GetAddressBytes());
                socket.SendTo(question, Asked);
            }
            catch (SocketException)
            {
                // An interface that cannot, as a tunnel, has nobody to ask.
            }
        }
    }

    private static IEnumerable<IPAddress> OwnAddresses() =>
        NetworkInterface
            .GetAllNetworkInterfaces()
            .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .Where(ScanRange.IsOfHome);

    private async Task ListenAsync(Socket socket, TimeSpan within, CancellationToken cancellation)
    {
        using var over = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellation);
        var buffer = new byte[MdnsMessage.LengthMax];
        while (true)
        {
            try
            {
                var got = await socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), either.Token);
                if (ScanRange.IsOfHome(((IPEndPoint)got.RemoteEndPoint).Address))
                    Take(MdnsMessage.Read(buffer.AsSpan(0, got.ReceivedBytes)) ?? []);
            }
            catch (SocketException)
            {
                // One that is too long, or a port that nobody listens at: no answer.
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void Take(IReadOnlyList<MdnsRecord> records)
    {
        foreach (var record in records)
        {
            if (_instances.Count + _services.Count + _texts.Count + _addresses.Count >= RecordsMax)
                return;
            switch (record)
            {
                case PointerRecord pointer when Types.Contains(pointer.Name):
                    _instances.TryAdd(pointer.Instance, pointer);
                    break;
                case ServiceRecord service:
                    _services[service.Name] = service;
                    break;
                case TextRecord text:
                    _texts[text.Name] = text;
                    break;
                // Where a device says that it is somewhere else in the world, it is not believed.
                case AddressRecord address when ScanRange.IsOfHome(address.Address):
                    _addresses[address.Name] = address.Address;
                    break;
                default:
                    break;
            }
        }
    }

    private IEnumerable<string> Missing() =>
        _instances
            .Keys.Where(i => !_services.ContainsKey(i) || !_texts.ContainsKey(i))
            .Concat(_services.Values.Select(s => s.Host).Where(h => !_addresses.ContainsKey(h)).Distinct());

    private IReadOnlyList<MdnsService> Services() =>
        [
            .. from pointer in _instances.Values
            where _services.ContainsKey(pointer.Instance)
            let service = _services[pointer.Instance]
            where _addresses.ContainsKey(service.Host) && service.Port > 0
            let texts = _texts.TryGetValue(pointer.Instance, out var said) ? said.Texts : new Dictionary<string, string>()
            // A device that has a type of its own is also a web page: the first of the types counts.
            orderby Types.ToList().IndexOf(pointer.Name), pointer.Label
            select new MdnsService(pointer.Name, pointer.Label, _addresses[service.Host], service.Port, texts) into one
            group one by (one.Address, one.Port) into same
            select same.First(),
        ];
}
