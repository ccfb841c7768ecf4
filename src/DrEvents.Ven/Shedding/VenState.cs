using System.Collections.Immutable;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>What a VEN is in: the replay of its log.</summary>
internal sealed record VenState
{
    /// <summary>How many answers are remembered. The backend stops repeating a command long before so many others came.</summary>
    public const int AnswersMax = 128;

    private const int RevisionsMax = 64;

    public static readonly VenState Initial = new();

    /// <summary>Takes part in events.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Seconds between two samples, where a command has set it.</summary>
    public int? ReportIntervalS { get; init; }

    /// <summary>The running reduction of the panel.</summary>
    public RunningShed? Shed { get; init; }

    /// <summary>Limits of the running reduction of the panel, kW by load.</summary>
    public IReadOnlyDictionary<string, double> PanelLimits { get; init; } = ImmutableDictionary<string, double>.Empty;

    /// <summary>Running reductions of single loads, by load.</summary>
    public ImmutableSortedDictionary<string, RunningLoadShed> LoadSheds { get; init; } =
        ImmutableSortedDictionary<string, RunningLoadShed>.Empty;

    /// <summary>Loads of a reduction that ended and that are not free yet, by load.</summary>
    public ImmutableSortedDictionary<string, LoadReturn> Returning { get; init; } = ImmutableSortedDictionary<string, LoadReturn>.Empty;

    /// <summary>Events that are waited for, by id.</summary>
    public ImmutableSortedDictionary<string, EventAnnounced> Announced { get; init; } =
        ImmutableSortedDictionary<string, EventAnnounced>.Empty;

    /// <summary>Settings of loads that differ from the devices' own, by load.</summary>
    public ImmutableDictionary<string, LoadChanged> LoadSettings { get; init; } = ImmutableDictionary<string, LoadChanged>.Empty;

    /// <summary>The newest answers, oldest first.</summary>
    public ImmutableList<CommandAnswered> Answers { get; init; } = [];

    /// <summary>The highest revision of a shed or restore of the newest events, oldest event first.</summary>
    public ImmutableList<(string EventId, int Revision)> Revisions { get; init; } = [];

    /// <summary>Whether a reduction runs.</summary>
    public bool IsShedding => Shed is not null || !LoadSheds.IsEmpty;

    /// <summary>Whether anything is limited or on its way back, so that use is not what it would be.</summary>
    public bool IsLimiting => IsShedding || !Returning.IsEmpty;

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
    public int? RevisionOf(string eventId) => Revisions.Find(r => r.EventId == eventId) is (not null, var revision) ? revision : null;

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

    /// <summary>The state after an event.</summary>
    public VenState Apply(DateTimeOffset at, VenEvent happened) =>
        happened switch
        {
            CommandAnswered e => this with { Answers = Bounded(Answers.Add(e), AnswersMax) },
            EventAnnounced e => this with { Announced = Announced.SetItem(e.EventId, e) },
            AnnouncementEnded e => this with { Announced = Announced.Remove(e.EventId) },
            ShedStarted e => Remember(e.EventId, e.Revision) with { Shed = new RunningShed(e, at), Returning = Returning.Clear() },
            LoadsLimited e => this with { PanelLimits = e.Limits },
            ShedEnded => this with { Shed = null, PanelLimits = ImmutableDictionary<string, double>.Empty },
            LoadsReturning e => this with { Returning = e.Loads.ToImmutableSortedDictionary(l => l.LoadId, l => l) },
            LoadReturned e => this with { Returning = Returning.Remove(e.LoadId) },
            ClockSetBack e => EarlierBy(TimeSpan.FromSeconds(e.Seconds)),
            EventRestored e => Remember(e.EventId, e.Revision),
            LoadShedStarted e => this with { LoadSheds = LoadSheds.SetItem(e.LoadId, new RunningLoadShed(e.EventId, e.LimitKw, e.Until)) },
            LoadShedEnded e => this with { LoadSheds = LoadSheds.Remove(e.LoadId) },
            LoadChanged e => this with { LoadSettings = LoadSettings.SetItem(e.LoadId, Merged(e)) },
            SettingsChanged e => this with { ReportIntervalS = e.ReportIntervalS ?? ReportIntervalS, IsEnabled = e.IsEnabled ?? IsEnabled },
            _ => this,
        };

    /// <summary>What runs, ends so much earlier by the clock. What was announced keeps its times: they are times of day.</summary>
    private VenState EarlierBy(TimeSpan time) =>
        this with
        {
            Shed = Shed is null ? null : new RunningShed(Shed.What with { Until = Shed.What.Until - time }, Shed.StartedAt - time),
            LoadSheds = LoadSheds.ToImmutableSortedDictionary(l => l.Key, l => l.Value with { Until = l.Value.Until - time }),
            Returning = Returning.ToImmutableSortedDictionary(
                l => l.Key,
                l => l.Value with { At = l.Value.At - time, Until = l.Value.Until - time }
            ),
        };

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
        return this with { Revisions = Bounded(Revisions.RemoveAll(r => r.EventId == eventId).Add((eventId, obeyed)), RevisionsMax) };
    }

    private static ImmutableList<T> Bounded<T>(ImmutableList<T> list, int countMax) => list.Count > countMax ? list.RemoveAt(0) : list;
}

/// <summary>A running reduction of the panel.</summary>
/// <param name="What">How it began.</param>
/// <param name="StartedAt">When.</param>
internal sealed record RunningShed(ShedStarted What, DateTimeOffset StartedAt);

/// <summary>A running reduction of one load.</summary>
internal sealed record RunningLoadShed(string? EventId, double LimitKw, DateTimeOffset Until);
