using DrEvents.Measurement.Settlement;

namespace DrEvents.Backend.Features.Settlement;

public static class GetTerms
{
    private const int NamedMax = 100;

    public static ProblemDetails Validate(TermsInForce terms) =>
        terms.Book is null ? Bookings.None($"There are no terms: {TermsInForce.None}") : Problems.None;

    /// <summary>Shows the terms by which results are booked, and the file that they rest on.</summary>
    [WolverineGet("/api/terms")]
    [Needs(Need.Read)]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    public static TermsView Get(TermsInForce terms, IOptions<SettlementOptions> options, TimeProvider clock)
    {
        var file = terms.File!.Value;
        var now = NodaTime.Instant.FromDateTimeOffset(clock.GetUtcNow());
        return new TermsView(
            file.Name,
            file.Sha256,
            file.ReadAt,
            options.Value.BookProvisional,
            [.. terms.Book!.All.Select(t => Of(t, now))]
        );
    }

    private static TermsOfView Of(AssignedTerms assigned, NodaTime.Instant now)
    {
        var terms = assigned.Terms;
        return new TermsOfView(
            terms.Id,
            terms.HoldAt(now),
            terms.Currency,
            Text(terms.PricePerKwh)!,
            terms.Settles == SettledReduction.Signed ? "signed" : "clipped",
            terms.IntervalMinutes,
            terms.ValidFrom.ToDateTimeOffset(),
            terms.ValidUntil?.ToDateTimeOffset(),
            Text(terms.FloorKw),
            Text(terms.CapKw),
            assigned.Vens is { } vens ? [.. vens.Take(NamedMax)] : null,
            assigned.Vens?.Count ?? 0,
            assigned.Groups is { } groups ? [.. groups.Take(NamedMax)] : null,
            assigned.Groups?.Count ?? 0,
            assigned.Programmes
        );
    }

    private static string? Text(decimal? value) => value?.ToString(CultureInfo.InvariantCulture);
}
