using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Control;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Streams;
using DrEvents.Backend.Features.Tables;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Features.Why;

namespace DrEvents.Backend.Features.Past;

/// <summary>
/// Folds what counts of an event at a moment: its own stream first, then page by page of its VENs, of which no more is kept than is shown. The folds are
/// those of the live figures, and so are the functions that make figures of them.
/// </summary>
/// <param name="told">How many VENs it has told until today.</param>
/// <param name="chosen">VENs that it does not call and is measured by.</param>
public sealed class PastFold(string eventId, Moment moment, int told, ControlGroupSealed? chosen)
{
    /// <summary>Newest stored events that are listed, as items of which each may be many.</summary>
    private const int StoredMax = 50;
    private const int NewestMax = 500;
    private readonly Dictionary<string, Participation> _participations = [];
    private readonly Dictionary<string, MeteredParticipation> _metered = [];
    private readonly Dictionary<string, VenRow> _vens = [];
    private readonly List<VenInterval> _intervals = [];
    private readonly List<FreeUse> _free = [];
    private readonly List<IEvent> _requests = [];
    private readonly List<AdjustmentView> _adjustments = [];
    private readonly PriorityQueue<IEvent, long> _newest = new();

    /// <summary>Five minutes of a VEN that can be shown: of larger events the newest.</summary>
    private readonly int _intervalsMax = GetWhy.ReadMax / Math.Max(1, told) + 2;
    private readonly HashSet<string> _compared = chosen?.At <= moment.At ? [.. chosen.VenIds] : [];
    private PastMinutes? _minutes;
    private long _read;

    /// <summary>The event; null when there was none.</summary>
    public DrEvent? Event { get; private set; }

    /// <summary>Folds the event's own stream.</summary>
    public void Own(IEnumerable<IEvent> stored)
    {
        foreach (var e in stored)
        {
            _read++;
            if (!moment.Has(VenEvent.Of(e), part: null))
                continue;
            Event = DrEvent.Fold(Event, eventId, e.Data);
            Keep(e);
            if (e.Data is EventScheduled or EventModified)
                _requests.Add(e);
            else if (e.Data is SharesAdjusted adjusted)
                _adjustments.Add(GetAdjustments.View(adjusted));
        }
        if (Event?.ActivatedAt is { } began)
            _minutes = new PastMinutes(eventId, new TimeRange(began, GetWhy.EndOf(Event, moment.At)));
    }

    /// <summary>Folds all that is stored of some VENs.</summary>
    public async Task AddAsync(string[] venIds, IAsyncEnumerable<VenEvent> stored, CancellationToken cancellation)
    {
        var (fold, vens) = (new LiveFold(), new Dictionary<string, Ven?>());
        await foreach (var e in stored.WithCancellation(cancellation))
        {
            _read++;
            var part = e.Event is null ? null : _participations.GetValueOrDefault(e.Stream);
            if (!moment.Has(e, part))
                continue;
            if (e.Event is not null)
                Read(e.Event, vens);
            else if (TelemetryStreams.VenOf(e.Stream) is { } venId)
                _minutes?.Add(venId, e.Sequence, (TelemetrySampled)e.Data);
            fold.Apply(e.Stream, e.Data);
        }
        foreach (var venId in venIds)
            Take(venId, fold, vens.GetValueOrDefault(venId));
    }

    /// <summary>Puts a VEN's meter, of which it is known otherwise, in the place of what was folded; null for none.</summary>
    public void Replace(string venId, MeteredParticipation? meter)
    {
        var id = Participation.StreamOf(eventId, venId);
        _metered.Remove(id);
        if (meter is not null)
            _metered.Add(id, meter);
    }

    /// <summary>All of it.</summary>
    public PastEvent Past(DateTimeOffset now, IReadOnlyList<string> notRecomputable)
    {
        var others = _compared.Count > 0 && EventFigures.AreOthersNeeded(_metered.Values) ? ControlGroup.Of(Event!, _free) : null;
        var inOrder = _participations.Values.OrderBy(p => p.VenId, StringComparer.Ordinal).ToList();
        var newest = _newest.UnorderedItems.Select(i => i.Element).OrderBy(e => e.Sequence);
        // What came in one second is told together, as it was to those who looked.
        var items = newest.GroupBy(e => e.Timestamp.ToUnixTimeSeconds()).SelectMany(g => StoredItems.Together([.. g])).ToList();
        return new PastEvent(
            moment,
            now,
            new EventFigures(Event!, inOrder, _metered, others),
            _vens,
            _intervals,
            _minutes?.ByMinute,
            GetCourse.Requests(_requests),
            _adjustments,
            [.. items.OrderByDescending(i => i.Sequence).Take(StoredMax)],
            _read,
            notRecomputable
        );
    }

    private void Read(IEvent e, Dictionary<string, Ven?> vens)
    {
        var stream = e.StreamKey!;
        if (Ven.VenOf(stream) is { } venId)
            vens[venId] = Ven.Fold(vens.GetValueOrDefault(venId), stream, e.Data);
        else if (Participation.Parse(stream) is var (owner, _) && owner == eventId)
            _participations[stream] = Participation.Fold(_participations.GetValueOrDefault(stream), stream, e.Data)!;
        if (StoredPlace.Of(e).EventId == eventId)
            Keep(e);
    }

    /// <summary>Keeps it if it is among the newest of all pages.</summary>
    private void Keep(IEvent e)
    {
        _newest.Enqueue(e, e.Sequence);
        if (_newest.Count > NewestMax)
            _newest.Dequeue();
    }

    /// <summary>Takes of one VEN what is shown, and lets the rest go.</summary>
    private void Take(string venId, LiveFold fold, Ven? ven)
    {
        var id = Participation.StreamOf(eventId, venId);
        var (live, meter, part) = (
            fold.Vens.GetValueOrDefault(venId),
            fold.Metered.GetValueOrDefault(id),
            _participations.GetValueOrDefault(id)
        );
        if (ven is not null)
            _vens[venId] = VenRow.Of(ven);
        if (meter is not null)
            _metered[id] = meter;
        _minutes?.Close(venId, meter, live?.Held ?? []);
        var intervals = fold.Closed.Values.Where(i => i.VenId == venId).ToList();
        if (live?.OpenInterval is { } open)
            intervals.Add(open);
        if (_compared.Contains(venId))
            _free.AddRange(intervals.Where(i => i.FreeKw is not null).Select(i => new FreeUse(venId, i.Start, i.FreeKw!.Value + 0.0)));
        var isHeldOut = part is { Status: ParticipationStatus.Skipped, Reason: SkipReasons.HeldOut };
        _intervals.AddRange(
            intervals
                .Where(i => isHeldOut || i.Parts.Any(p => p.EventId == eventId))
                .OrderByDescending(i => i.Start)
                .Take(_intervalsMax)
                .Select(i => i with { Loads = [] })
        );
    }
}
