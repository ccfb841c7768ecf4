using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>
/// All spans of time in which events held VENs, as they were in the end. Live figures keep the newest of them alone: when a baseline was sealed there were
/// others among these than after the commands of later events.
/// </summary>
internal sealed class HeldEver
{
    private readonly Dictionary<string, IReadOnlyList<HeldSpan>> _newest = [];
    private readonly Dictionary<string, Dictionary<(string EventId, DateTimeOffset From), HeldSpan>> _spans = [];

    /// <summary>Notes what a VEN's live figures keep now, after each event of it.</summary>
    public void Note(string venId, LiveFold fold)
    {
        if (fold.Vens.GetValueOrDefault(venId)?.Held is not { Count: > 0 } held || ReferenceEquals(held, _newest.GetValueOrDefault(venId)))
            return;
        _newest[venId] = held;
        if (!_spans.TryGetValue(venId, out var spans))
            _spans[venId] = spans = [];
        foreach (var span in held)
            spans[(span.EventId, span.From)] = span;
    }

    /// <summary>Those of a VEN.</summary>
    public IReadOnlyCollection<HeldSpan> Of(string venId) => _spans.GetValueOrDefault(venId)?.Values ?? (IReadOnlyCollection<HeldSpan>)[];
}
