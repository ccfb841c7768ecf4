using System.Collections.Immutable;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>What a VEN is in: the replay of its log.</summary>
/// <remarks>
/// Its properties that can be set are stored in checkpoints (<see cref="Checkpoint"/>) as they are here: like a stored event they are never
/// renamed or reshaped, and a new one needs a value for the checkpoints that do not have it.
/// </remarks>
internal sealed partial record VenState
{
    /// <summary>How many answers are remembered. The backend stops repeating a command long before so many others came.</summary>
    public const int AnswersMax = 128;

    private const int RevisionsMax = 64;
    private const int OptOutsMax = 32;
    private const int PastMax = 50;

    public static readonly VenState Initial = new();

    /// <summary>Takes part in events.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>How far the VEN's clock is ahead of the backend's, seconds, as far as that is known; null until it was more than a little.</summary>
    public double? ClockOffsetS { get; init; }

    /// <summary>The number of the newest connection; null before the first.</summary>
    public long? Session { get; init; }

    /// <summary>Seconds between two samples, where a command has set it.</summary>
    public int? ReportIntervalS { get; init; }

    /// <summary>The running reduction of the panel.</summary>
    public RunningShed? Shed { get; init; }

    /// <summary>Limits of the running reduction of the panel, or of the gentle return after it, kW by load.</summary>
    public IReadOnlyDictionary<string, double> PanelLimits { get; init; } = ImmutableDictionary<string, double>.Empty;

    /// <summary>Running reductions of single loads, by load.</summary>
    public ImmutableSortedDictionary<string, RunningLoadShed> LoadSheds { get; init; } =
        ImmutableSortedDictionary<string, RunningLoadShed>.Empty;

    /// <summary>Loads of a reduction that ended and that are not free yet, by load.</summary>
    public ImmutableSortedDictionary<string, LoadReturn> Returning
    {
        get => field ?? ImmutableSortedDictionary<string, LoadReturn>.Empty;
        init;
    }

    /// <summary>A reduction is over and the home returns gently; its limits are in <see cref="PanelLimits"/>.</summary>
    public GentleReturn? Gentle { get; init; }

    /// <summary>Events that are waited for, by id.</summary>
    public ImmutableSortedDictionary<string, EventAnnounced> Announced { get; init; } =
        ImmutableSortedDictionary<string, EventAnnounced>.Empty;

    /// <summary>Settings of loads that differ from the devices' own, by load.</summary>
    public ImmutableDictionary<string, LoadChanged> LoadSettings { get; init; } = ImmutableDictionary<string, LoadChanged>.Empty;

    /// <summary>The newest answers, oldest first.</summary>
    public ImmutableList<CommandAnswered> Answers { get; init; } = [];

    /// <summary>The highest revision of a shed or restore of the newest events, oldest event first.</summary>
    public ImmutableList<ObeyedRevision> Revisions { get; init; } = [];

    /// <summary>Events that the owner has taken the home out of, oldest first.</summary>
    public ImmutableList<OptOut> OptOuts
    {
        get => field ?? [];
        init;
    }

    /// <summary>What the owner decided and the backend has not been told, oldest first.</summary>
    public ImmutableList<OwnerNotice> Notices
    {
        get => field ?? [];
        init;
    }

    /// <summary>The newest reductions that are over, oldest first.</summary>
    public ImmutableList<PastShed> Past
    {
        get => field ?? [];
        init;
    }

    /// <summary>Whether a reduction runs.</summary>
    public bool IsShedding => Shed is not null || !LoadSheds.IsEmpty;

    /// <summary>Whether anything is limited or on its way back, so that use is not what it would be.</summary>
    public bool IsLimiting => IsShedding || IsReturning;

    /// <summary>Whether a reduction is over and not all is back yet.</summary>
    public bool IsReturning => Gentle is not null || !Returning.IsEmpty;

    /// <summary>The limits that have to be on the loads at this moment, kW by load.</summary>
    public IReadOnlyDictionary<string, double> LimitsAt(DateTimeOffset now)
    {
        if (LoadSheds.IsEmpty && Returning.IsEmpty)
            return PanelLimits;
        var limits = new Dictionary<string, double>(PanelLimits);
        foreach (var (loadId, shed) in LoadSheds)
            Limit(loadId, shed.LimitKw);
        foreach (var load in Returning.Values)
        {
            if (ReturnPlan.LimitAt(load, now) is { } limitKw)
                Limit(load.LoadId, limitKw);
        }
        return limits;

        void Limit(string loadId, double kw) => limits[loadId] = limits.TryGetValue(loadId, out var limitKw) ? Math.Min(limitKw, kw) : kw;
    }

    /// <summary>Whether the limits of another state are the same.</summary>
    public bool HasLimitsOf(VenState other) =>
        ReferenceEquals(PanelLimits, other.PanelLimits)
        && ReferenceEquals(LoadSheds, other.LoadSheds)
        && ReferenceEquals(Returning, other.Returning);

    /// <summary>The answer that a command got when it came before, or null.</summary>
    public string? AnswerTo(string correlationId) => Answers.FindLast(a => a.CorrelationId == correlationId)?.Ack;

    /// <summary>The highest revision that was obeyed for an event, or null.</summary>
    public int? RevisionOf(string eventId) => Revisions.Find(r => r.EventId == eventId)?.Revision;

    /// <summary>The description of a load as settings have changed it.</summary>
    public LoadDescription WithSettings(LoadDescription load) =>
        LoadSettings.TryGetValue(load.Id, out var changed)
            ? load with
            {
                IsEnabled = changed.IsEnabled ?? load.IsEnabled,
                RatedKw = changed.CapacityKw ?? load.RatedKw,
                Priority = changed.Priority ?? load.Priority,
            }
            : load;

    private VenState After(DateTimeOffset at, VenEvent happened) =>
        happened switch
        {
            CommandAnswered e => this with
            {
                Answers = Bounded(Answers.RemoveAll(a => a.CorrelationId == e.CorrelationId).Add(e), AnswersMax),
            },
            EventAnnounced e => this with { Announced = Announced.SetItem(e.EventId, e) },
            AnnouncementEnded e => this with { Announced = Announced.Remove(e.EventId) },
            ShedStarted e => Remember(e.EventId, e.Revision) with
            {
                Shed = RunningShed.Of(e, at, Shed),
                Gentle = null,
                Returning = Returning.Clear(),
            },
            LoadsLimited e => this with { PanelLimits = e.Limits },
            ShedEnded e => this with
            {
                Shed = null,
                PanelLimits = ImmutableDictionary<string, double>.Empty,
                Past = Shed is { } over ? Bounded(Past.Add(new PastShed(over, at, e.Reason)), PastMax) : Past,
            },
            GentleReturnBegan e => this with { Gentle = new GentleReturn(e.EventId, e.Until), PanelLimits = e.Limits },
            GentleReturnEnded => this with { Gentle = null, PanelLimits = ImmutableDictionary<string, double>.Empty },
            LoadsReturning e => this with { Returning = e.Loads.ToImmutableSortedDictionary(l => l.LoadId, l => l) },
            LoadReturned e => this with { Returning = Returning.Remove(e.LoadId) },
            ClockSetBack e => EarlierBy(TimeSpan.FromSeconds(e.Seconds)),
            EventRestored e => Remember(e.EventId, e.Revision) with
            {
                OptOuts = OptOuts.ConvertAll(o => o.EventId == e.EventId ? o.Over() : o),
            },
            // What is in the state already is not done twice: an entry can be replayed after a checkpoint that has it.
            EventOptedOut e => Noticed(e.EventId, e.Ack) with
            {
                OptOuts = OptOuts.Exists(o => o.EventId == e.EventId && o.At == at)
                    ? OptOuts
                    : Bounded(OptOuts.RemoveAll(o => o.EventId == e.EventId).Add(OptOut.Of(e, at, this)), OptOutsMax),
            },
            EventOptedIn e => Noticed(e.EventId, e.Ack) with { OptOuts = OptOuts.RemoveAll(o => o.EventId == e.EventId) },
            OwnerNoticeSent e => Notices.Find(n => n.EventId == e.EventId) is { } sent
                ? this with
                {
                    Notices = Notices.Remove(sent),
                }
                : this,
            TestStarted e => this with
            {
                Shed = new RunningShed(new ShedStarted(null, null, e.RequestedReductionKw, e.BaselineKw, e.Until), at) { IsTest = true },
                Gentle = null,
                Returning = Returning.Clear(),
            },
            ShedMeasured e => this with { Shed = Shed is { } measured ? measured with { Measured = e } : null },
            LoadShedStarted e => this with { LoadSheds = LoadSheds.SetItem(e.LoadId, new RunningLoadShed(e.EventId, e.LimitKw, e.Until)) },
            LoadShedEnded e => this with { LoadSheds = LoadSheds.Remove(e.LoadId) },
            LoadChanged e => this with { LoadSettings = LoadSettings.SetItem(e.LoadId, Merged(e)) },
            SettingsChanged e => this with { ReportIntervalS = e.ReportIntervalS ?? ReportIntervalS, IsEnabled = e.IsEnabled ?? IsEnabled },
            WishCarriedOut e => With(e),
            Checkpoint e => e.State,
            ConnectionChanged e => this with { Session = e.Session ?? Session },
            ClockDrifted e => this with { ClockOffsetS = e.OffsetS },
            _ => AfterTrust(happened),
        };

    /// <summary>What runs, ends so much earlier by the clock. What was announced keeps its times: they are times of day.</summary>
    private VenState EarlierBy(TimeSpan time) =>
        this with
        {
            Shed = Shed is null
                ? null
                : Shed with
                {
                    What = Shed.What with { Until = Shed.What.Until - time },
                    StartedAt = Shed.StartedAt - time,
                },
            Gentle = Gentle is null ? null : Gentle with { Until = Gentle.Until - time },
            LoadSheds = LoadSheds.ToImmutableSortedDictionary(l => l.Key, l => l.Value with { Until = l.Value.Until - time }),
            Returning = Returning.ToImmutableSortedDictionary(
                l => l.Key,
                l => l.Value with { At = l.Value.At - time, Until = l.Value.Until - time }
            ),
        };

    private VenState Noticed(string eventId, string ack) =>
        Notices.Exists(n => n.Ack == ack) ? this : this with { Notices = Bounded(Notices.Add(new OwnerNotice(eventId, ack)), OptOutsMax) };

    private LoadChanged Merged(LoadChanged newer)
    {
        var older = LoadSettings.GetValueOrDefault(newer.LoadId);
        return newer with
        {
            IsEnabled = newer.IsEnabled ?? older?.IsEnabled,
            CapacityKw = newer.CapacityKw ?? older?.CapacityKw,
            Priority = newer.Priority ?? older?.Priority,
        };
    }

    private VenState Remember(string? eventId, int? revision)
    {
        if (eventId is null || revision is not { } obeyed || RevisionOf(eventId) >= obeyed)
            return this;
        return this with
        {
            Revisions = Bounded(Revisions.RemoveAll(r => r.EventId == eventId).Add(new ObeyedRevision(eventId, obeyed)), RevisionsMax),
        };
    }

    private static ImmutableList<T> Bounded<T>(ImmutableList<T> list, int countMax) => list.Count > countMax ? list.RemoveAt(0) : list;
}

/// <summary>The highest revision of a shed or restore that was obeyed for an event.</summary>
internal sealed record ObeyedRevision(string EventId, int Revision);
