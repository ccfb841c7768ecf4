namespace DrEvents.Ven.Devices.Commissioning.Finding.Mdns;

/// <summary>
/// What was heard while somebody browsed. Anybody in the network may send anything for as long as it is listened: kept is only what a pointer to
/// one of the asked types leads to, and no more than some.
/// </summary>
/// <param name="isLoopbackTaken">Whether a service of this machine itself is one.</param>
internal sealed class MdnsHeard(bool isLoopbackTaken)
{
    private const int RecordsMax = 512;
    private const int BytesMax = 1_048_576;

    /// <summary>What an object takes beside its texts.</summary>
    private const int ObjectBytes = 64;

    private readonly Dictionary<string, PointerRecord> _instances = [];
    private readonly Dictionary<string, ServiceRecord> _services = [];
    private readonly Dictionary<string, TextRecord> _texts = [];
    private readonly Dictionary<string, AddressRecord> _addresses = [];

    /// <summary>How many records are kept.</summary>
    public int Count => _instances.Count + _services.Count + _texts.Count + _addresses.Count;

    /// <summary>What they take, about.</summary>
    public int Bytes { get; private set; }

    /// <summary>Takes the records of one response, in whatever order they are: who is there, then where, then at which address.</summary>
    public void Take(IReadOnlyList<MdnsRecord> records)
    {
        foreach (var pointer in records.OfType<PointerRecord>().Where(p => MdnsBrowse.Types.Contains(p.Name)))
        {
            if (!_instances.ContainsKey(pointer.Instance))
                Keep(_instances, pointer.Instance, pointer);
        }
        foreach (var service in records.OfType<ServiceRecord>().Where(s => _instances.ContainsKey(s.Name)))
            Keep(_services, service.Name, service);
        foreach (var text in records.OfType<TextRecord>().Where(t => _instances.ContainsKey(t.Name)))
            Keep(_texts, text.Name, text);
        var hosts = _services.Values.Select(s => s.Host).ToHashSet();
        // Where a device says that it is somewhere else in the world, it is not believed.
        foreach (var address in records.OfType<AddressRecord>().Where(a => hosts.Contains(a.Name)))
        {
            if (ScanRange.IsOfHome(address.Address, isLoopbackTaken))
                Keep(_addresses, address.Name, address);
        }
    }

    /// <summary>Names of which something is missing.</summary>
    public IEnumerable<string> Missing() =>
        _instances
            .Keys.Where(i => !_services.ContainsKey(i) || !_texts.ContainsKey(i))
            .Concat(_services.Values.Select(s => s.Host).Where(h => !_addresses.ContainsKey(h)).Distinct());

    /// <summary>The services of which enough was heard.</summary>
    public IReadOnlyList<MdnsService> Services() =>
        [
            .. from pointer in _instances.Values
            where _services.ContainsKey(pointer.Instance)
            let service = _services[pointer.Instance]
            where _addresses.ContainsKey(service.Host) && service.Port > 0
            let texts = _texts.TryGetValue(pointer.Instance, out var said) ? said.Texts : new Dictionary<string, string>()
            // A device that has a type of its own is also a web page: the first of the types counts.
            orderby MdnsBrowse.Types.ToList().IndexOf(pointer.Name), pointer.Label
            select new MdnsService(pointer.Name, pointer.Label, _addresses[service.Host].Address, service.Port, texts) into one
            group one by (one.Address, one.Port) into same
            select same.First(),
        ];

    private void Keep<T>(Dictionary<string, T> kept, string name, T record)
        where T : MdnsRecord
    {
        var isThere = kept.TryGetValue(name, out var old);
        var more = BytesOf(record) - (isThere ? BytesOf(old!) : 0);
        if ((!isThere && Count >= RecordsMax) || Bytes + more > BytesMax)
            return;
        kept[name] = record;
        Bytes += more;
    }

    private static int BytesOf(MdnsRecord record) =>
        ObjectBytes
        + BytesOf(record.Name)
        + record switch
        {
            PointerRecord pointer => BytesOf(pointer.Instance) + BytesOf(pointer.Label),
            ServiceRecord service => BytesOf(service.Host),
            TextRecord text => text.Texts.Sum(t => ObjectBytes + BytesOf(t.Key) + BytesOf(t.Value)),
            _ => ObjectBytes,
        };

    private static int BytesOf(string text) => sizeof(char) * text.Length;
}
