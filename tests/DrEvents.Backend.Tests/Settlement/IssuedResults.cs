using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Results;
using DrEvents.Measurement.Results;
using Marten;
using NodaTime;

namespace DrEvents.Backend.Tests.Settlement;

/// <summary>Results of half an hour, as the engine issues them.</summary>
internal static class IssuedResults
{
    private static readonly DateTimeOffset Start = new(2026, 7, 15, 16, 0, 0, TimeSpan.Zero);

    /// <summary>Issues a result of these VENs, each of which delivered so many kWh.</summary>
    /// <param name="provisional">Why it may still change; null where it is final.</param>
    public static async Task IssueAsync(
        IDocumentStore store,
        string eventId,
        string[] venIds,
        int number,
        double kwh,
        string? provisional = null
    )
    {
        var hours = new ResultHours(Start, Start.AddMinutes(30));
        var (from, to) = (Instant.FromDateTimeOffset(hours.Start), Instant.FromDateTimeOffset(hours.End));
        var made = new ResultMade(hours, new MeasuredHours(from, to, 15, DateTimeZone.Utc), 2, "data of time zones");
        foreach (var venId in venIds)
            made.Add(venId, new VenMeasured(Of(venId, kwh, provisional), null, IsFinal: true));
        await using var session = store.LightweightSession();
        // Receipts are asked for of events that are known.
        if (number == 1)
            session.Events.Append(
                eventId,
                new EventScheduled(Start, Start.AddHours(1), 2, 100, "weighted", null, 0, Start.AddHours(-3), Control: "open"),
                new EventActivated(null, 0, Start),
                new EventStopped("the test says so", Start.AddMinutes(30))
            );
        var last = (await session.ResultsAsync(eventId, TestContext.Current.CancellationToken)).LastOrDefault();
        var result = made.After(last, new Dictionary<string, VenWas>(), asOf: number, isAskedFor: true, Start.AddHours(number))!;
        result.Number.ShouldBe(number);
        session.Events.Append(ResultStream.Of(eventId), new VenResultsIssued(number, [.. made.Vens]), result);
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private static VenResult Of(string venId, double kwh, string? provisional) =>
        new(
            venId,
            "caiso-10-in-10",
            1,
            [],
            [],
            [2, 2],
            new ResultAdjustment("none", 0, null, null, null),
            [2, 2],
            [2 - 2 * kwh, 2 - 2 * kwh],
            [2 * kwh, 2 * kwh],
            [2 * kwh, 2 * kwh],
            kwh,
            kwh,
            provisional,
            FormattableString.Invariant($"{kwh}")
        );
}
