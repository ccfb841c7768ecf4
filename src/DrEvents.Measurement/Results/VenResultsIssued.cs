namespace DrEvents.Measurement.Results;

/// <summary>
/// A page of what an event's VENs delivered, in the order of their ids; the <see cref="ResultIssued"/> of this number follows its pages, in the stream
/// <c>mv/{eventId}</c>.
/// </summary>
public sealed record VenResultsIssued(int Number, IReadOnlyList<VenResult> Vens)
{
    /// <summary>VENs of a page at most.</summary>
    public const int VensMax = 100;
}
