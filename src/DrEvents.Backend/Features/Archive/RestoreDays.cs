using System.Globalization;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts;
using DrEvents.Contracts.Http;
using Marten;
using Microsoft.Extensions.Options;
using Wolverine.Http;

namespace DrEvents.Backend.Features.Archive;

/// <summary>Putting closed days back: <c>POST /api/archive/restore</c>.</summary>
public static class RestoreDays
{
    private const int VenIdsMax = 10_000;

    /// <summary>Asks for the closed days of a range, of all VENs or of some; the answer comes before they are back.</summary>
    [WolverinePost("/api/archive/restore")]
    public static async Task<IResult> Post(
        RestoreDaysRequest? request,
        IDocumentSession session,
        DayKeeper keeper,
        IOptions<ArchiveOptions> options,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (from, to) = (Day(request?.From), Day(request?.To));
        var errors = new FieldErrors().If(request is null, "body", "is missing");
        if (request is not null)
        {
            errors
                .If(from is null, "from", "is not a day (yyyy-MM-dd)")
                .If(to is null, "to", "is not a day (yyyy-MM-dd)")
                .If(to < from, "to", "is before from")
                .If(request.VenIds is { Count: 0 or > VenIdsMax }, "venIds", $"does not hold 1 to {VenIdsMax} VENs; leave it out for all")
                .If(
                    request.VenIds?.Any(id => !VenIds.IsValid(id)) == true,
                    "venIds",
                    "holds one that is not 1 to 128 characters of A-Z a-z 0-9 : _ -"
                );
        }
        if (errors.Answer is { } wrong)
            return wrong;
        var until = clock.GetUtcNow().AddDays(options.Value.RestoredDays);
        var (venDays, samples) = await DayRestoring.AskAsync(
            session,
            from!.Value,
            to!.Value,
            request!.VenIds?.ToArray(),
            until,
            cancellation
        );
        keeper.Nudge();
        return Results.Accepted("/api/archive", new RestoreTaken(venDays, samples, until));
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
