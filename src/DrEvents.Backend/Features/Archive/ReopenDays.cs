using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Archive;

public static class ReopenDays
{
    private const int VenIdsMax = 10_000;
    private const int UnknownNamedMax = 10;

    public static async Task<(ReopenTaken? Taken, ProblemDetails Problem)> LoadAsync(
        ReopenDaysRequest? request,
        IDocumentSession session,
        IOptions<ArchiveOptions> options,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (request is null)
            return (null, FieldErrors.NoBody);
        if (Errors(request) is { None: false } errors)
            return (null, errors.Answer);
        var (from, to) = (TelemetryDays.Parse(request.From)!.Value, TelemetryDays.Parse(request.To)!.Value);
        var (venIds, now) = (request.VenIds?.Distinct().ToArray(), clock.GetUtcNow());
        var days = new DaysOfVens(from, to, venIds);
        var known = await session.LoadManyAsync<Ven>(cancellation, (venIds ?? []).Select(Ven.StreamOf));
        if ((venIds ?? []).Except(known.Select(v => v.VenId)).ToList() is { Count: > 0 } unknown)
            return (null, Problems.NotFound("VEN", string.Join(", ", unknown.Take(UnknownNamedMax))));
        var until = now.AddDays(options.Value.ReopenedDays);
        var (venDays, samples) = await session.AskToReopenAsync(days, until, cancellation);
        return venDays > 0
            ? (new ReopenTaken(venDays, samples, until), Problems.None)
            : (null, Nothing(days, await session.ClosedAsync(days, now, cancellation)));
    }

    /// <summary>Asks for closed days to be reopened, of all VENs or of some. The answer comes before they are.</summary>
    [WolverinePost("/api/archive/reopen")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    public static (Accepted<ReopenTaken>, WakeDayKeeper) Post(ReopenDaysRequest request, ReopenTaken? taken) =>
        (TypedResults.Accepted("/api/archive", taken), new WakeDayKeeper());

    /// <summary>The same by the route's former name.</summary>
    [WolverinePost("/api/archive/restore")]
    [Needs(Need.Administer)]
    [ExcludeFromDescription]
    public static (Accepted<ReopenTaken>, WakeDayKeeper) PostRestore(ReopenDaysRequest request, ReopenTaken? taken) => Post(request, taken);

    private static FieldErrors Errors(ReopenDaysRequest body) =>
        new FieldErrors()
            .If(TelemetryDays.Parse(body.From) is null, "from", "is not a day (yyyy-MM-dd)")
            .If(TelemetryDays.Parse(body.To) is null, "to", "is not a day (yyyy-MM-dd)")
            .If(TelemetryDays.Parse(body.To) < TelemetryDays.Parse(body.From), "to", "is before from")
            .If(body.VenIds is { Count: 0 or > VenIdsMax }, "venIds", $"does not hold 1 to {VenIdsMax} VENs; leave it out for all")
            .If(body.VenIds?.Any(id => !VenIds.IsValid(id)) == true, "venIds", $"holds one that is not {VenIds.Form}");

    private static ProblemDetails Nothing(DaysOfVens days, ClosedRange closed)
    {
        var whose = days.VenIds is null ? "" : " of these VENs";
        string?[] said =
        [
            $"The archive holds nothing{whose} from {TelemetryDays.Name(days.From)} to {TelemetryDays.Name(days.To)}.",
            closed is { Oldest: { } oldest, Newest: { } newest }
                ? $"What it holds{whose} is from {TelemetryDays.Name(oldest)} to {TelemetryDays.Name(newest)}."
                : $"It holds nothing{whose} at all.",
            closed.Open > 0 ? $"VEN-days of that time that were reopened before and are open: {closed.Open}." : null,
            closed.Deleted > 0 ? $"VEN-days of that time, of all VENs, that retention has deleted: {closed.Deleted}." : null,
        ];
        return Problems.Of(StatusCodes.Status404NotFound, "Nothing to reopen", string.Join(' ', said.OfType<string>()));
    }
}

/// <summary>Days were asked for: they are reopened before anything else is closed.</summary>
public sealed record WakeDayKeeper;

public static class WakeDayKeeperHandler
{
    public static void Handle(WakeDayKeeper _, DayKeeper keeper) => keeper.Wake();
}
