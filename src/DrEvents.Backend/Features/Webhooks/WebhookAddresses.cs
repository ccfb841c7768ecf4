using System.Net;
using System.Net.Sockets;

namespace DrEvents.Backend.Features.Webhooks;

/// <summary>Asks which addresses a name has.</summary>
public delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellation);

/// <summary>
/// Where webhooks may go: not to this machine nor into its networks, unless that is allowed. Asked when one is made, and again of the very address that a
/// connection is made to: a name may have another one by then.
/// </summary>
public sealed class WebhookAddresses(IOptions<WebhookOptions> options, ResolveHost resolve)
{
    private const int UrlLengthMax = 2_000;
    private static readonly TimeSpan ResolvedWithin = TimeSpan.FromSeconds(3);

    private bool AllowsPrivate => options.Value.AllowPrivateAddresses;

    /// <summary>What is wrong with an address; null where nothing is.</summary>
    public async Task<string?> ProblemAsync(string url, CancellationToken cancellation)
    {
        if (url.Length > UrlLengthMax || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return $"is not an address such as https://receiver.example/hook of at most {UrlLengthMax} characters";
        if (uri.Scheme == "http" && !AllowsPrivate)
            return "is not https";
        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            return "holds a user or a fragment";
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        within.CancelAfter(ResolvedWithin);
        try
        {
            await AllowedAsync(uri.IdnHost, within.Token);
            return null;
        }
        catch (PrivateAddressException e)
        {
            return e.Message;
        }
        catch (Exception e)
            when (!cancellation.IsCancellationRequested && e is SocketException or OperationCanceledException or ArgumentException)
        {
            return $"names {uri.IdnHost}, whose address cannot be found";
        }
    }

    /// <summary>Connects to an address that is allowed.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await AllowedAsync(host, cancellation);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The addresses of a host; a name with a private one among them is refused as a whole.</summary>
    private async Task<IPAddress[]> AllowedAsync(string host, CancellationToken cancellation)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellation);
        if (!AllowsPrivate && Array.Find(addresses, a => !PublicAddresses.Contain(a)) is { } refused)
            throw new PrivateAddressException(
                $"leads to {refused}, which is no public address; {WebhookOptions.Section}:{nameof(WebhookOptions.AllowPrivateAddresses)} would allow it"
            );
        return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.HostNotFound);
    }
}

/// <summary>An address is of this machine or of its networks.</summary>
public sealed class PrivateAddressException(string message) : IOException(message);
