using System.Net;
using System.Security.Cryptography;
using DrEvents.Ven.Devices.Commissioning.Adding;
using DrEvents.Ven.Devices.Commissioning.Finding;
using DrEvents.Ven.Devices.Metering;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Devices.Commissioning;

/// <summary>
/// Takes devices into the home of a VEN that runs: searches, adds to the home's file, tries, keeps the record. One of each at a time. Loads that
/// were added take part after a restart.
/// </summary>
internal sealed class Commissioner(string? path, Home? home, IReadOnlyList<ILoad> loads, DeviceContext context, ICommissioningSite site)
{
    private static readonly TimeSpan SearchLongest = TimeSpan.FromSeconds(60);

    private readonly HomeFile? _file = path is null ? null : new HomeFile(path, context.Time);
    private readonly byte[]? _begunWith = HashOf(path);
    private readonly Dictionary<string, Trial> _trials = [];
    private readonly Lock _gate = new();
    private int _isBusy;
    private Dictionary<string, DeviceCommissioned>? _records;

    /// <summary>Who is searched; a test asks one responder.</summary>
    public Search Search { get; init; } = new(context);

    /// <summary>The home's file for people.</summary>
    public string? Path => path;

    /// <summary>The main meter; null where there is none.</summary>
    public RestLoad? Meter => loads.OfType<RestLoad>().FirstOrDefault();

    /// <summary>Whether the file is another one than the VEN was started with.</summary>
    public bool NeedsRestart => path is not null && !(HashOf(path) ?? []).AsSpan().SequenceEqual(_begunWith);

    /// <summary>The devices that the home's file names now.</summary>
    /// <exception cref="InvalidDataException">The VEN would not start with it.</exception>
    public IReadOnlyList<KnownDevice> Known() => _file?.Devices() ?? [];

    /// <summary>A load of the VEN that runs; null where there is none of this id that has a driver.</summary>
    public DeviceLoad? Running(string id) => loads.OfType<DeviceLoad>().FirstOrDefault(l => l.Description.Id == id);

    /// <summary>The newest trial of a load since the VEN began.</summary>
    public Trial? TrialOf(string id)
    {
        lock (_gate)
            return _trials.GetValueOrDefault(id);
    }

    /// <summary>The newest record of a load.</summary>
    public DeviceCommissioned? RecordOf(string id)
    {
        lock (_gate)
        {
            _records ??= NewestOfEach(site.Records());
            return _records.GetValueOrDefault(id);
        }
    }

    /// <summary>Chargers that the VEN has refused because nobody named them.</summary>
    public SearchOutcome Strangers() => new([.. Search.Marked((home?.Strangers ?? []).Select(Proposals.Of), Known())], []);

    /// <summary>Searches the home's network.</summary>
    public Task<SearchOutcome> SearchAsync(SearchWish wish, CancellationToken cancellation) =>
        InTurnAsync(
            "search",
            async () =>
            {
                if (!Search.IsLoopbackSearched && wish.Modbus.Any(p => IPAddress.IsLoopback(p.Address)))
                    throw new InvalidDataException("modbus: 127.x is this machine itself, which is not searched from the page");
                // A VEN with chargers has their port, and has seen them itself.
                var own = wish.Chargers is not null && home?.Strangers is not null ? Strangers() : null;
                var outcome = await Search.RunAsync(
                    wish with
                    {
                        Longest = SearchLongest,
                        Chargers = own is null ? wish.Chargers : null,
                    },
                    Known(),
                    cancellation
                );
                return own is null ? outcome : outcome with { Found = [.. outcome.Found, .. own.Found] };
            }
        );

    /// <summary>Adds a device to the home's file.</summary>
    /// <exception cref="InvalidDataException">It cannot be added.</exception>
    /// <exception cref="RefusedException">There is no file of its own that could be written.</exception>
    public Task AddAsync(NewDevice device, IReadOnlyList<string> secrets) =>
        InTurnAsync(
            "device",
            () =>
            {
                var file = FileOrRefusal();
                try
                {
                    return Task.FromResult(file.Add(device, secrets));
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    throw No(RefusalKind.Conflict, "home", $"{path} cannot be written by the VEN ({e.Message}): {WayOut(device)}");
                }
            }
        );

    private HomeFile FileOrRefusal() =>
        _file ?? throw No(RefusalKind.Conflict, "home", "this VEN has no home's file of its own: start it with Ven:Home");

    /// <summary>What can be done where the VEN cannot write. A secret that another user writes would be his alone, and the VEN not start with it.</summary>
    private string WayOut(NewDevice device) =>
        device.Secrets.Count == 0
            ? HomeOwner.Becoming(path!) + AddLine.Of(device, path!)
            : "its secret has to be the VEN's own. Keep the home's file in a folder that the VEN writes, as a service /var/lib/drevents-ven, "
                + "name it by Ven:Home, and add the device again";

    /// <summary>Sheds a load for ten seconds, and says what it and the main meter did.</summary>
    /// <param name="id">The load.</param>
    /// <param name="hasRunLong">Who asks confirms that it has run for its least time, should nobody have seen since when it runs.</param>
    /// <param name="cancellation">Gives it back at once.</param>
    /// <exception cref="RefusedException">There is no such load, or loads are limited before its end.</exception>
    /// <exception cref="DeviceException">The device is not ready, or cannot be shed now.</exception>
    public Task<Trial> TryAsync(string id, bool hasRunLong, CancellationToken cancellation) =>
        InTurnAsync(
            "trial",
            async () =>
            {
                var device = Running(id) ?? throw No(RefusalKind.Unknown, id, "no load of the VEN that runs has this id and a driver");
                if (site.IsLimiting)
                    throw Limited(id);
                var isAlone = true;
                var trials = new DeviceTrials(device, Meter, context.Time)
                {
                    HasRunLong = hasRunLong,
                    // It was prepared for half a minute: an event may have begun meanwhile.
                    Limit = (kw, now) =>
                    {
                        if (!site.TryBeginTrial(id, kw, now))
                            throw Limited(id);
                    },
                    Release = now => isAlone = site.EndTrial(id, now),
                };
                var trial = await trials.RunAsync(cancellation);
                // What it measured was not its doing alone.
                if (!isAlone)
                    throw Limited(id);
                lock (_gate)
                    _trials[id] = trial;
                return trial;
            }
        );

    /// <summary>Closes a load's commissioning: its trial goes into the VEN's log as a record.</summary>
    /// <exception cref="RefusedException">It was not tried since the VEN began.</exception>
    public DeviceCommissioned Finish(string id, string? by)
    {
        by = Proposals.Clean(by ?? "") is { Length: > 0 } said ? said : null;
        var trial = TrialOf(id) ?? throw No(RefusalKind.Conflict, id, "it was not tried yet");
        var record = TrialRecord.Of(trial, by);
        site.Note(record);
        lock (_gate)
        {
            _records?.Remove(id);
            _records?.Add(id, record);
        }
        return record;
    }

    /// <summary>Starts the VEN anew, so that what was added takes part.</summary>
    public void Restart() => site.Restart();

    /// <summary>Whether it may be started anew now.</summary>
    /// <exception cref="RefusedException">Loads are shed, or the VEN would not start with its file.</exception>
    public void CheckRestart()
    {
        if (site.IsShedding)
            throw No(RefusalKind.Conflict, "restart", "loads are shed at this moment; wait until that is over");
        try
        {
            FileOrRefusal().CheckStart();
        }
        catch (InvalidDataException e)
        {
            throw No(RefusalKind.Conflict, "home", e.Message);
        }
    }

    private static Dictionary<string, DeviceCommissioned> NewestOfEach(IEnumerable<DeviceCommissioned> newestFirst)
    {
        var newest = new Dictionary<string, DeviceCommissioned>();
        foreach (var record in newestFirst)
            newest.TryAdd(record.LoadId, record);
        return newest;
    }

    private static RefusedException Limited(string field) =>
        No(RefusalKind.Conflict, field, "loads are shed at this moment, or come back after it; wait until that is over");

    private async Task<T> InTurnAsync<T>(string field, Func<Task<T>> act)
    {
        if (Interlocked.Exchange(ref _isBusy, 1) == 1)
            throw No(RefusalKind.Conflict, field, "another search, trial or change is under way; wait until it is over");
        try
        {
            return await act();
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
        }
    }

    private static RefusedException No(RefusalKind kind, string field, string detail) => new(new OwnerRefusal(kind, field, detail));

    /// <summary>Tells one text of the file from another; null where there is none that can be read.</summary>
    private static byte[]? HashOf(string? path)
    {
        try
        {
            return path is not null && File.Exists(path) ? SHA256.HashData(File.ReadAllBytes(path)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
