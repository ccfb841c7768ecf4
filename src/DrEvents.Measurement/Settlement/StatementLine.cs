using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Measurement.Settlement;

/// <summary>A result of a VEN in an event that is to be settled.</summary>
/// <param name="Number">Its number among the results of that VEN and event, from 1 on; one that supersedes another has a higher one.</param>
/// <param name="Start">Start of the event.</param>
/// <param name="End">Its end.</param>
/// <param name="ReductionKw">The signed reduction in each interval of the terms, from the start on; null where it is not known.</param>
/// <param name="Unproven">How far it rests on readings whose sender nobody can prove, one of <see cref="UnprovenWords"/>; null where it does not.</param>
public sealed record SettledResult(
    string VenId,
    string EventId,
    int Number,
    Instant Start,
    Instant End,
    IReadOnlyList<double?> ReductionKw,
    string? Unproven = null
);

/// <summary>One line of a statement. It is never changed: a result that supersedes another is a line of its own, with the difference.</summary>
/// <param name="Result">The result that it settles.</param>
/// <param name="Supersedes">The result that was settled before; null where this is the first one.</param>
/// <param name="Terms">Id of the terms.</param>
/// <param name="Start">Start of the event.</param>
/// <param name="End">Its end.</param>
/// <param name="QuantityKwh">Σ clamp(R, floor, cap)·Δt, to 6 digits; of a correction the difference to what was settled before.</param>
/// <param name="Amount">Quantity times price, to the currency's digits; of a correction the difference to what was settled before.</param>
/// <param name="BookedAt">When it was made: the period of a statement that it belongs to.</param>
/// <param name="Unproven">How far the result rests on readings whose sender nobody can prove, one of <see cref="UnprovenWords"/>; null where it does not.</param>
public sealed record StatementLine(
    string VenId,
    string EventId,
    int Result,
    int? Supersedes,
    string Terms,
    Instant Start,
    Instant End,
    decimal QuantityKwh,
    decimal PricePerKwh,
    string Currency,
    decimal Amount,
    Instant BookedAt,
    string? Unproven = null
);
