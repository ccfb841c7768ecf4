using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>What goes wrong with a device.</summary>
internal enum Wrong
{
    None,

    /// <summary>It says nothing.</summary>
    Silent,

    /// <summary>It answers late.</summary>
    Slow,

    /// <summary>It is away, and has lost what was set when it is back.</summary>
    Restarting,

    /// <summary>It says what is no answer.</summary>
    Nonsense,

    /// <summary>It says numbers that mean none.</summary>
    Sentinel,

    /// <summary>Its answers are longer or shorter than they say.</summary>
    WrongLength,

    /// <summary>It says no, by the exceptions of its protocol.</summary>
    Refusing,

    /// <summary>It says half of an answer and ends the connection.</summary>
    Half,

    /// <summary>It does what it is told and ends the connection instead of saying so.</summary>
    BreaksMidWrite,

    /// <summary>Somebody else tells it something else.</summary>
    OtherMaster,
}

/// <summary>A device as it is in the world, with its own memory and timer, and what goes wrong with it. The clock is the home's.</summary>
/// <param name="id">Of its load.</param>
/// <param name="wantedKw">What it draws while nothing limits it.</param>
internal abstract class WrongDevice(string id, double wantedKw, FakeTimeProvider clock) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<double?> _told = [];
    private readonly List<double> _powersKw = [];
    private double? _limitKw;
    private DateTimeOffset _forgetsAt = DateTimeOffset.MaxValue;

    public string Id => id;

    public double WantedKw => wantedKw;

    /// <summary>What is wrong now.</summary>
    public Wrong Wrong { get; private set; }

    /// <summary>How much was wrong so far.</summary>
    public int Faults { get; private set; }

    /// <summary>Somebody else has set it, or may have.</summary>
    public bool IsByOther { get; private set; }

    /// <summary>What can go wrong with it.</summary>
    public abstract IReadOnlyList<Wrong> Wrongs { get; }

    /// <summary>Its load in the home's file.</summary>
    public abstract string Load { get; }

    /// <summary>After so long without the VEN it forgets a limit; null for one without a timer.</summary>
    public abstract TimeSpan? ForgetsAfter { get; }

    /// <summary>Longest time that what the page shows may be old, by the driver's intervals and time-outs.</summary>
    public abstract TimeSpan ShownWithin { get; }

    /// <summary>Devices whose faults it may wait for: those on the same line.</summary>
    public virtual IEnumerable<WrongDevice> Neighbours => [];

    /// <summary>Whether a limit is one that this device may get.</summary>
    public abstract bool MayBe(double kw);

    /// <summary>The limit that is on it; its own timer takes it off.</summary>
    public double? LimitKw
    {
        get
        {
            lock (_gate)
            {
                if (clock.GetUtcNow() >= _forgetsAt)
                    (_limitKw, _forgetsAt) = (null, DateTimeOffset.MaxValue);
                return _limitKw;
            }
        }
    }

    public virtual double PowerKw => Math.Min(wantedKw, LimitKw ?? wantedKw);

    protected FakeTimeProvider Clock => clock;

    /// <summary>Every limit that came to it since the last call.</summary>
    public IReadOnlyList<double?> TakeTold()
    {
        lock (_gate)
        {
            double?[] told = [.. _told];
            _told.Clear();
            return told;
        }
    }

    /// <summary>What it has drawn since the last call, if only for a moment.</summary>
    public IReadOnlyList<double> TakePowers()
    {
        lock (_gate)
        {
            double[] powersKw = [.. _powersKw, PowerKw];
            _powersKw.Clear();
            return powersKw;
        }
    }

    /// <summary>Something goes wrong from now on.</summary>
    public virtual async Task BeginAsync(Wrong wrong, Random random)
    {
        Faults++;
        Wrong = wrong;
        if (wrong == Wrong.Restarting)
            Set(null);
        if (wrong == Wrong.OtherMaster)
        {
            IsByOther = true;
            await SetByOtherAsync(random);
        }
    }

    /// <summary>All is well again.</summary>
    public virtual async Task HealAsync()
    {
        var was = Wrong;
        Wrong = Wrong.None;
        if (was == Wrong.OtherMaster)
            await FreeByOtherAsync();
        IsByOther = false;
    }

    /// <summary>What it does by itself, some times a second.</summary>
    public virtual Task TickAsync() => Task.CompletedTask;

    public abstract ValueTask DisposeAsync();

    /// <summary>Somebody else sets it.</summary>
    protected abstract Task SetByOtherAsync(Random random);

    /// <summary>Somebody else takes off what he has set.</summary>
    protected abstract Task FreeByOtherAsync();

    /// <summary>The VEN has told it a limit, or none.</summary>
    protected void Take(double? kw, TimeSpan? forgottenAfter)
    {
        lock (_gate)
            _told.Add(kw);
        Change(kw, kw is null || forgottenAfter is not { } after ? DateTimeOffset.MaxValue : clock.GetUtcNow() + after);
    }

    /// <summary>It is so, whoever did it.</summary>
    protected void Set(double? kw) => Change(kw, DateTimeOffset.MaxValue);

    private void Change(double? kw, DateTimeOffset forgetsAt)
    {
        lock (_gate)
        {
            _powersKw.Add(PowerKw);
            (_limitKw, _forgetsAt) = (kw, forgetsAt);
            _powersKw.Add(PowerKw);
        }
    }
}
