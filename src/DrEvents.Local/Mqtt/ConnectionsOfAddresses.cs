using System.Diagnostics;
using System.Net;

namespace DrEvents.Local.Mqtt;

/// <summary>Counts how many connections each address holds, and gives no more than so many: one that takes all leaves room for the others.</summary>
/// <param name="most">Connections of one address.</param>
/// <param name="log">Is told that there are too many, at most once a minute.</param>
internal sealed class ConnectionsOfAddresses(int most, ILogger log)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Dictionary<IPAddress, int> _open = [];
    private long? _toldAt;

    /// <summary>Takes a place, which is to be given back; null where the address has as many as it may.</summary>
    public IDisposable? Take(IPAddress address)
    {
        lock (_open)
        {
            var open = _open.GetValueOrDefault(address);
            if (open < most)
            {
                _open[address] = open + 1;
                return new Place(this, address);
            }
            if (_toldAt is { } before && Stopwatch.GetElapsedTime(before) < Quiet)
                return null;
            _toldAt = Stopwatch.GetTimestamp();
        }
        log.LogWarning("{Address} holds {Most} connections by TLS and gets no more (Local:MqttTlsPerAddress)", address, most);
        return null;
    }

    private void GiveBack(IPAddress address)
    {
        lock (_open)
        {
            if (--_open[address] == 0)
                _open.Remove(address);
        }
    }

    private sealed class Place(ConnectionsOfAddresses connections, IPAddress address) : IDisposable
    {
        public void Dispose() => connections.GiveBack(address);
    }
}
