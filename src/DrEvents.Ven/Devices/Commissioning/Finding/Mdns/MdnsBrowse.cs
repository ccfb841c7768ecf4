using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace DrEvents.Ven.Devices.Commissioning.Finding.Mdns;

/// <summary>
/// Asks who announces services of some types in the home's network, and listens for a while. It asks from a port of its own, so that answers
/// come to it alone (RFC 6762, 5.1 and 6.7), and joins no group; what is sent is questions.
/// </summary>
/// <param name="time">For how long is listened is measured by it.</param>
/// <param name="isLoopbackTaken">Whether this machine itself is of the home: tests have their devices there, and nobody else has any.</param>
internal sealed class MdnsBrowse(TimeProvider time, bool isLoopbackTaken = false)
{
    /// <summary>Types of services that devices of a home have.</summary>
    public static readonly IReadOnlyList<string> Types = ["_shelly._tcp.local", "_http._tcp.local", "_home-assistant._tcp.local"];

    /// <summary>Everybody on the link.</summary>
    public static readonly IPEndPoint Everybody = new(IPAddress.Parse("224.0.0.251"), 5353);

    private readonly MdnsHeard _heard = new(isLoopbackTaken);

    /// <summary>Who is asked: everybody on the link, or one responder.</summary>
    public IPEndPoint Asked { get; init; } = Everybody;

    /// <summary>The addresses of this machine, from each of which everybody is asked.</summary>
    public Func<IEnumerable<IPAddress>> OwnAddresses { get; init; } = AddressesOfThisMachine;

    /// <summary>Asks, asks once more for what is missing, and gives who answered within the time.</summary>
    /// <exception cref="NetworkInformationException">The system does not tell which addresses this machine has.</exception>
    /// <exception cref="SocketException">It lets nobody be asked.</exception>
    public async Task<IReadOnlyList<MdnsService>> RunAsync(TimeSpan within, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        Ask(socket, MdnsMessage.Query(Types, MdnsMessage.Pointer));
        await ListenAsync(socket, within / 2, cancellation);
        // Questions get lost, and some answer with less than all that is needed.
        Ask(socket, MdnsMessage.Query(Types, MdnsMessage.Pointer));
        foreach (var name in _heard.Missing().Take(64))
            Ask(socket, MdnsMessage.Query([name], MdnsMessage.Any));
        await ListenAsync(socket, within / 2, cancellation);
        return _heard.Services();
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

    /// <summary>Those of the home's networks.</summary>
    public static IEnumerable<IPAddress> AddressesOfThisMachine() =>
        NetworkInterface
            .GetAllNetworkInterfaces()
            .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .Where(a => ScanRange.IsOfHome(a));

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
                if (ScanRange.IsOfHome(((IPEndPoint)got.RemoteEndPoint).Address, isLoopbackTaken))
                    _heard.Take(MdnsMessage.Read(buffer.AsSpan(0, got.ReceivedBytes)) ?? []);
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
}
