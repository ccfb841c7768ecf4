namespace DrEvents.Backend.Hosting;

/// <summary>What others may have to wait for.</summary>
public enum Urgent
{
    /// <summary>Commands that VENs have to get now are being stored or published: the VEN that is told last cannot wait.</summary>
    Commands,

    /// <summary>More samples have come in than can be stored at once: what live figures show is old.</summary>
    Samples,

    /// <summary>More messages have come in than can be stored at once: what happened by now may not be known yet.</summary>
    Messages,
}

public enum Waiter
{
    /// <summary>Telemetry, before it is stored: it waits at the broker.</summary>
    Telemetry,

    /// <summary>Answers and whatever else comes in, likewise. To store an answer costs more than a sample, and they come by the thousand.</summary>
    Answers,
    ReadModels,

    /// <summary>The list of acknowledgements: each is stored already, and counted by others.</summary>
    Acknowledgements,

    /// <summary>Baselines, before the next page is sealed: what they rest on is stored already.</summary>
    Baselines,

    /// <summary>Repeats of commands: the answer may be among what waits to be stored, and a repeat would only make more of it.</summary>
    Repeats,
    Rebuild,
    Archive,

    /// <summary>Receipts for owners, before the next is published: commands go through the same connection.</summary>
    Receipts,
}

/// <summary>Decides who waits for whom, here and, by <see cref="PressureOfNodes"/>, for other nodes. Every wait is bounded, so that all goes on.</summary>
public sealed class Pressure
{
    private const int SamplesMax = 500;
    private const int MessagesMax = 500;

    /// <summary>Messages move in batches: for so long after there were too many, they may still be at the broker.</summary>
    private static readonly TimeSpan MessagesLast = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>Who gives way to what, and for how long at most, from when it became urgent.</summary>
    private static readonly Dictionary<(Waiter, Urgent), TimeSpan> Rules = new()
    {
        [(Waiter.Telemetry, Urgent.Commands)] = TimeSpan.FromSeconds(1.5),
        [(Waiter.Answers, Urgent.Commands)] = TimeSpan.FromSeconds(1.5),
        [(Waiter.Answers, Urgent.Samples)] = TimeSpan.FromSeconds(2),
        [(Waiter.ReadModels, Urgent.Commands)] = TimeSpan.FromSeconds(6),
        [(Waiter.Acknowledgements, Urgent.Commands)] = TimeSpan.FromSeconds(6),
        [(Waiter.Acknowledgements, Urgent.Messages)] = TimeSpan.FromSeconds(6),
        [(Waiter.Baselines, Urgent.Commands)] = TimeSpan.FromSeconds(10),
        [(Waiter.Baselines, Urgent.Messages)] = TimeSpan.FromSeconds(10),
        [(Waiter.Repeats, Urgent.Messages)] = TimeSpan.FromSeconds(30),
        [(Waiter.Rebuild, Urgent.Commands)] = TimeSpan.FromMinutes(1),
        [(Waiter.Rebuild, Urgent.Messages)] = TimeSpan.FromMinutes(1),
        [(Waiter.Archive, Urgent.Commands)] = TimeSpan.FromMinutes(1),
        [(Waiter.Archive, Urgent.Messages)] = TimeSpan.FromMinutes(1),
        [(Waiter.Receipts, Urgent.Commands)] = TimeSpan.FromMinutes(1),
    };

    private readonly TimeProvider _clock;
    private readonly Histogram<double> _waited;
    private readonly Dictionary<Urgent, Load> _loads = new()
    {
        [Urgent.Commands] = new(most: 0, lasts: TimeSpan.Zero),
        [Urgent.Samples] = new(SamplesMax, lasts: TimeSpan.Zero),
        [Urgent.Messages] = new(MessagesMax, MessagesLast),
    };
    private Dictionary<Urgent, DateTimeOffset?> _elsewhere = [];

    public Pressure(TimeProvider clock, IMeterFactory meters)
    {
        _clock = clock;
        var meter = meters.Create("DrEvents.Pressure");
        _waited = meter.CreateHistogram<double>("drevents.pressure.waited", "s", "How long somebody gave way to what was urgent");
        var (messages, commands) = (_loads[Urgent.Messages], _loads[Urgent.Commands]);
        meter.CreateObservableGauge(
            "drevents.pressure.messages",
            () => messages.Count,
            "{message}",
            "Messages on their way into the store"
        );
        meter.CreateObservableGauge("drevents.pressure.commands", () => commands.Count, "{work}", "Pieces of work on commands under way");
    }

    public DateTimeOffset? Since(Urgent urgent) => new[] { SinceHere(urgent), _elsewhere.GetValueOrDefault(urgent) }.Min();

    public DateTimeOffset? SinceHere(Urgent urgent) => _loads[urgent].Since(_clock.GetUtcNow());

    /// <summary>What is urgent on other nodes, and since when.</summary>
    public void Elsewhere(Dictionary<Urgent, DateTimeOffset?> urgent) => _elsewhere = urgent;

    /// <summary>Work on commands begins; it ends when what is returned is disposed of.</summary>
    public IDisposable BeginCommands()
    {
        Add(Urgent.Commands, 1);
        return new CommandWork(this);
    }

    public void AddSamples(int count)
    {
        Add(Urgent.Samples, count);
        AddMessages(count);
    }

    public void AddMessages(int count) => Add(Urgent.Messages, count);

    public bool HasToWait(Waiter waiter) => Enum.GetValues<Urgent>().Any(urgent => GivesWay(waiter, urgent));

    public async Task GiveWayAsync(Waiter waiter, CancellationToken cancellation)
    {
        if (!HasToWait(waiter))
            return;
        var begin = _clock.GetTimestamp();
        while (HasToWait(waiter))
            await Task.Delay(Step, _clock, cancellation);
        _waited.Record(_clock.GetElapsedTime(begin).TotalSeconds, new KeyValuePair<string, object?>("who", waiter.ToString()));
    }

    private void Add(Urgent urgent, int count) => _loads[urgent].Add(count, _clock.GetUtcNow());

    /// <summary>Whether somebody has to give way to that now.</summary>
    public bool GivesWay(Waiter waiter, Urgent urgent) =>
        Rules.TryGetValue((waiter, urgent), out var longest) && Since(urgent) is { } since && _clock.GetUtcNow() - since < longest;

    private sealed class CommandWork(Pressure owner) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                owner.Add(Urgent.Commands, -1);
        }
    }

    /// <summary>What there is of something: urgent from when there are too many until it is over, and a while longer.</summary>
    private sealed class Load(int most, TimeSpan lasts)
    {
        private readonly Lock _gate = new();
        private int _count;
        private DateTimeOffset? _since;
        private DateTimeOffset _tooManyAt;

        public int Count => Volatile.Read(ref _count);

        public void Add(int count, DateTimeOffset now)
        {
            lock (_gate)
            {
                CalmDown(now);
                _count += count;
                if (_count <= most)
                    return;
                _since ??= now;
                _tooManyAt = now;
            }
        }

        public DateTimeOffset? Since(DateTimeOffset now)
        {
            lock (_gate)
            {
                CalmDown(now);
                return _since;
            }
        }

        private void CalmDown(DateTimeOffset now)
        {
            if (_count <= most && now - _tooManyAt >= lasts)
                _since = null;
        }
    }
}
