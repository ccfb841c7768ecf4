using System.Security.Claims;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Measurement.Settlement;

namespace DrEvents.Backend.Features.Settlement;

public static class GetTerms
{
    private const int NamedMax = 100;

    public static ProblemDetails Validate(TermsInForce terms) =>
        terms.Book is null ? Bookings.None($"There are no terms: {TermsInForce.None}") : Problems.None;

    /// <summary>Shows the terms by which results are booked, and the file that they rest on.</summary>
    /// <remarks>To callers who are bounded to programmes there are no terms but those for everybody, and for events of theirs.</remarks>
    [WolverineGet("/api/terms")]
    [Needs(Need.Read, Reach.Own)]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    public static TermsView Get(ClaimsPrincipal user, TermsInForce terms, IOptions<SettlementOptions> options, TimeProvider clock)
    {
        var own = OfCaller.Programmes(user);
        var file = terms.File!.Value;
        var now = NodaTime.Instant.FromDateTimeOffset(clock.GetUtcNow());
        return new TermsView(
            file.Name,
            file.Sha256,
            file.ReadAt,
            options.Value.BookProvisional,
            [.. terms.Book!.All.Where(t => own is null || IsTold(t, own)).Select(t => Of(t, now, own))]
        );
    }

    private static bool IsTold(AssignedTerms assigned, IReadOnlyList<string> own) =>
        assigned is { Vens: null, Groups: null } && (assigned.Programmes is null || assigned.Programmes.Any(own.Contains));

    private static TermsOfView Of(AssignedTerms assigned, NodaTime.Instant now, IReadOnlyList<string>? own)
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
            assigned.Programmes is { } of ? [.. of.Where(p => own?.Contains(p) != false)] : null
        );
    }

    private static string? Text(decimal? value) => value?.ToString(CultureInfo.InvariantCulture);
}
