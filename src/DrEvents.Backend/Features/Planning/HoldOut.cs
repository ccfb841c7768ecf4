namespace DrEvents.Backend.Features.Planning;

/// <summary>Which VENs an event leaves alone, so that it can be measured by them: drawn by the event's id, the same whoever draws.</summary>
public static class HoldOut
{
    private const double PercentOfAll = 100;

    /// <summary>so many percent of the VENs, in whole VENs (a half is none); those that the lowest numbers were drawn for.</summary>
    public static HashSet<string> Of(string eventId, double percent, IReadOnlyCollection<string> venIds) =>
        percent <= 0
            ? []
            :
            [
                .. venIds
                    .OrderBy(v => Drawn.Of("hold-out", eventId, v))
                    .ThenBy(v => v, StringComparer.Ordinal)
                    .Take((int)Math.Ceiling(venIds.Count * percent / PercentOfAll - 0.5)),
            ];
}
