using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Telemetry;

public static class ReadSampleQuery
{
    public static (SampleQuery Query, ProblemDetails Problem) Before(string? start, string? end, string? limit, TimeProvider clock)
    {
        var fields = new QueryFields();
        return (SampleQuery.Read(fields, start, end, limit, clock.GetUtcNow()), fields.Answer);
    }
}

[Middleware(typeof(ReadSampleQuery), typeof(KnownVen))]
public static class GetTelemetry
{
    /// <summary>Lists the samples of a VEN as they were stored, newest first.</summary>
    [WolverineGet("/api/vens/{venId}/telemetry")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<TelemetryPage> Get(string venId, SampleQuery query, IQuerySession session, CancellationToken cancellation)
    {
        var (samples, totalCount) = await SampleReader.NewestAsync(session, venId, query.Range, query.Limit, _ => 1, cancellation);
        return new TelemetryPage(venId, [.. samples.Select(View)], totalCount);
    }

    private static SampleView View(TelemetrySampled s) =>
        new(
            s.At,
            s.UsedPowerKw,
            s.ShedPowerKw,
            s.RequestedReductionKw,
            s.EventId,
            s.BaselinePowerKw,
            s.BatterySoc,
            s.ReceivedAt,
            s.Flags ?? []
        );
}

/// <param name="LoadId">Of which load only, where that is asked.</param>
public sealed record SampleQuery(TimeRange Range, int Limit, string? LoadId = null)
{
    private const int LimitDefault = 100;
    private const int LimitMax = 5_000;

    public static SampleQuery Read(QueryFields fields, string? start, string? end, string? limit, DateTimeOffset now) =>
        new(fields.Range(start, end, now), fields.Limit(limit, LimitDefault, LimitMax));
}
