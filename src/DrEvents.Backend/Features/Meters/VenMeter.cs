namespace DrEvents.Backend.Features.Meters;

/// <summary>What was imported of a VEN's meter: the fold of <c>meter/{venId}</c>.</summary>
/// <param name="Start">Begin of the first interval that any import knew.</param>
/// <param name="End">End of the last one.</param>
public sealed record VenMeter(string Id, string VenId, MeterImported Newest, DateTimeOffset Start, DateTimeOffset End)
{
    public static VenMeter? Fold(VenMeter? state, string id, object stored) =>
        stored is not MeterImported e ? state
        : state is null ? new VenMeter(id, MeterStreams.Parse(id)!.Value.VenId, e, e.Start, e.End)
        : state with { Newest = e, Start = e.Start < state.Start ? e.Start : state.Start, End = e.End > state.End ? e.End : state.End };
}
