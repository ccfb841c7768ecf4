using DrEvents.Ven.Devices.Modbus;

namespace DrEvents.Ven.Devices.SunSpec;

/// <summary>A SunSpec device on a line: finds its chain of models, reads them, and writes the few points that limit it.</summary>
internal sealed class SunSpecDevice(ModbusUnit unit) : IAsyncDisposable
{
    private const int ModelsMax = 128;
    private const int RequestsACall = 8;
    private static readonly TimeSpan WalkLongest = TimeSpan.FromSeconds(5);
    private const int EndOfModels = 0xFFFF;
    private const int RegistersMax = 65_536;

    /// <summary>Where the marker may stand, in the order in which it is looked for.</summary>
    private static readonly int[] Bases = [40_000, 50_000, 0];

    /// <summary>"SunS".</summary>
    private static readonly ushort[] Marker = [0x5375, 0x6E53];

    private List<SunSpecEntry>? _models;

    /// <summary>Where it is, for people.</summary>
    public string Name => unit.Name;

    /// <summary>How long it has for one answer.</summary>
    public TimeSpan AnswerTimeout => unit.AnswerTimeout;

    /// <summary>Longest that a call may take: the walk along a chain is many answers.</summary>
    public TimeSpan CallTimeout { get; } = DeviceTraits.CallTimeoutFor(unit.AnswerTimeout) + WalkLongest;

    /// <summary>Beside that, it may wait so long for its line.</summary>
    public TimeSpan LineWait => unit.LineWait(RequestsACall);

    /// <summary>Its models, in their order. It fails where this is no SunSpec device.</summary>
    public async Task<IReadOnlyList<SunSpecEntry>> ModelsAsync(CancellationToken cancellation) =>
        _models ??= await WalkAsync(await FindAsync(cancellation), cancellation);

    /// <summary>The models were misread, or are others since an update: they are looked for again at the next call.</summary>
    public void ForgetModels() => _models = null;

    /// <summary>Reads the first of its models that has one of these numbers; null where it has none.</summary>
    public async Task<SunSpecBlock?> ReadAsync(IReadOnlyList<int> ids, CancellationToken cancellation)
    {
        foreach (var entry in await ModelsAsync(cancellation))
        {
            if (ids.Contains(entry.Id))
                return await ReadAsync(entry, cancellation);
        }
        return null;
    }

    /// <inheritdoc cref="ReadAsync(IReadOnlyList{int}, CancellationToken)"/>
    public Task<SunSpecBlock?> ReadAsync(int id, CancellationToken cancellation) => ReadAsync([id], cancellation);

    /// <summary>
    /// Writes numbers into points of a model, in their order, and reads them back. What is optional is left out where the device has not
    /// implemented it; of the rest nothing is written unless all of it is there.
    /// </summary>
    public async Task WriteAsync(SunSpecBlock block, IReadOnlyList<SunSpecWrite> writes, CancellationToken cancellation)
    {
        var writings = writes.Where(w => !w.IsOptional || block.Number(w.Name) is not null).Select(block.Writing).ToList();
        foreach (var (point, raw) in writings)
            await unit.WriteAsync(block.Entry.Address + point.Offset, point.RegistersOf(raw), isSingle: false, cancellation);
        var after = await ReadAsync(block.Entry, cancellation);
        foreach (var (point, raw) in writings)
        {
            if (after.Raw(point) is var held && held != raw)
                throw new DeviceException(
                    DeviceState.Refused,
                    FormattableString.Invariant($"{Name}: {point.Name} of model {block.Entry.Id} holds {held} after {raw} was written")
                );
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => unit.DisposeAsync();

    private async Task<SunSpecBlock> ReadAsync(SunSpecEntry entry, CancellationToken cancellation)
    {
        var model =
            SunSpecModels.Find(entry.Id)
            ?? throw new InvalidOperationException($"Model {entry.Id} is not known, so that nobody asks for it.");
        // The modules of model 160 stand behind its points.
        var wanted = entry.Id == SunSpecModels.Mppt ? ModbusRequest.ReadMax : model.Count;
        var count = Math.Min(wanted, Math.Min(entry.Length + 2, ModbusRequest.ReadMax));
        var registers = await unit.ReadAsync(ModbusTable.Holding, entry.Address, count, cancellation);
        if (registers[0] == entry.Id && registers[1] == entry.Length)
            return new SunSpecBlock(entry, model, registers);
        // After an update the chain may be another: it is looked for again at the next call.
        _models = null;
        throw new DeviceException(DeviceState.Refused, $"{Name}: model {entry.Id} is no longer at register {entry.Address}");
    }

    private async Task<int> FindAsync(CancellationToken cancellation)
    {
        DeviceException? failure = null;
        foreach (var start in Bases)
        {
            try
            {
                if ((await unit.ReadAsync(ModbusTable.Holding, start, 2, cancellation)).AsSpan().SequenceEqual(Marker))
                    return start + 2;
            }
            catch (DeviceException e)
            {
                // Some devices refuse registers that they do not have, some say nothing.
                failure = e;
            }
        }
        if (failure is { State: DeviceState.Unreachable })
            throw failure;
        throw new DeviceException(DeviceState.Refused, $"{Name} is no SunSpec device: no marker at {string.Join(", ", Bases)}");
    }

    private async Task<List<SunSpecEntry>> WalkAsync(int address, CancellationToken cancellation)
    {
        var models = new List<SunSpecEntry>();
        while (models.Count < ModelsMax && address + 2 <= RegistersMax)
        {
            var header = await unit.ReadAsync(ModbusTable.Holding, address, 2, cancellation);
            if (header[0] == EndOfModels)
            {
                // A glitch looks like an end, and a chain is kept for long.
                if ((await unit.ReadAsync(ModbusTable.Holding, address, 1, cancellation))[0] == EndOfModels)
                    return models;
                break;
            }
            var entry = new SunSpecEntry(header[0], address, header[1]);
            if (entry.Id == 0 || entry.Length == 0 || address + 2 + entry.Length > RegistersMax)
                break;
            models.Add(entry);
            address += 2 + entry.Length;
        }
        throw new DeviceException(
            DeviceState.Refused,
            $"{Name}: the chain of models has no end (after {models.Count}, at register {address})"
        );
    }
}
