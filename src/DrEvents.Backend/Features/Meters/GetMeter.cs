using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Meters;

namespace DrEvents.Backend.Features.Meters;

[Middleware(typeof(KnownVen))]
public static class GetMeter
{
    private const int DaysMax = 45;
    private const int ImportsDefault = 20;
    private const int ImportsMax = 100;

    /// <summary>Shows what was imported of a VEN's meter, the newest first, and how what the VEN reports differs from it, day by day.</summary>
    [WolverineGet("/api/vens/{venId}/meter")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<Results<Ok<VenMeterView>, ProblemHttpResult>> Get(
        string venId,
        string? limit,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        var fields = new QueryFields();
        var most = fields.Limit(limit, ImportsDefault, ImportsMax);
        if (!fields.None)
            return TypedResults.Problem(fields.Answer);
        var stream = MeterStreams.Of(venId);
        if (await session.LoadAsync<VenMeter>(stream, cancellation) is not { } meter)
            return TypedResults.Ok(new VenMeterView(venId, null, null, 0, [], []));
        var imports = await session.NewestEventsAsync([stream], [], [], long.MaxValue, most, cancellation);
        return TypedResults.Ok(
            new VenMeterView(
                venId,
                meter.Start,
                meter.End,
                meter.Newest.Number,
                [.. imports.Select(i => MeterViews.Of((MeterImported)i.Data))],
                await DifferencesAsync(session, meter, cancellation)
            )
        );
    }

    private static async Task<List<MeterDifferenceView>> DifferencesAsync(
        IQuerySession session,
        VenMeter meter,
        CancellationToken cancellation
    )
    {
        var last = TelemetryDays.Of(meter.End.AddTicks(-1));
        List<DateOnly> days = [.. Enumerable.Range(0, DaysMax).Select(back => last.AddDays(-back))];
        var known = await session.LoadManyAsync<MeterDay>(cancellation, days.Select(day => MeterStreams.Of(meter.VenId, day)));
        var values = ReadMeters.Joined(known.OrderBy(d => d.Day)).ToLookup(v => DayOf(v.Minute));
        var used = await session.ValuesInRangesAsync<VenInterval>(
            (nameof(VenInterval.Start), nameof(VenInterval.VenId), nameof(VenInterval.UsedKw)),
            [meter.VenId],
            [.. known.Select(d => (TelemetryDays.StartOf(d.Day), TelemetryDays.StartOf(d.Day.AddDays(1))))],
            cancellation
        );
        var telemetry = used.Select(u => new Reading(u.At.ToUnixTimeSeconds() / 60, u.Value)).ToLookup(r => DayOf(r.Minute));
        return [.. days.Select(day => MeterDifference.Of(day, [.. values[day]], telemetry[day])).OfType<MeterDifferenceView>()];
    }

    private static DateOnly DayOf(long minute) => TelemetryDays.Of(DateTimeOffset.FromUnixTimeSeconds(minute * 60));
}
