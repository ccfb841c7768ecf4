using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace DrEvents.Dashboard.Backend;

/// <summary>Where the backend is: where the settings say, else in this process, at the address that it listens at.</summary>
internal sealed class BackendAddress(IOptions<DashboardOptions> options, IServer server)
{
    private static readonly string[] AnyHost = ["0.0.0.0", "[::]", "+", "*"];

    /// <summary>The address, with a slash at its end.</summary>
    public Uri Value => new((options.Value.Backend ?? Own()).TrimEnd('/') + "/");

    private string Own()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        // Unencrypted if there is one: no certificate of ours names localhost.
        var address = addresses.OrderBy(a => a.StartsWith("https", StringComparison.OrdinalIgnoreCase)).FirstOrDefault();
        foreach (var any in AnyHost)
            address = address?.Replace("//" + any, "//127.0.0.1", StringComparison.Ordinal);
        return address ?? throw BackendException.Unreachable("it is not started yet");
    }
}
