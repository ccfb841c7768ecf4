using Alba;
using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Settlement;
using DrEvents.Measurement.Results;
using DrEvents.Testing;
using NodaTime;

namespace DrEvents.Backend.Tests.Settlement;

/// <summary>A result of more VENs than are read at once is booked whole, a page of lines after the other.</summary>
[Collection(typeof(BackendCollection))]
public sealed class ManyVensScenarios(BackendFixture backend)
{
    private const string DrEvent = "evt-0b00c0ed";

    /// <summary>Eleven pages, of which the last is not full.</summary>
    private const int Vens = 1_050;

    [Fact]
    public async Task each_ven_has_one_line_and_is_found_by_its_own_page()
    {
        await IssueAsync();

        List<ResultBooked> bookings = [];
        await Eventually.HoldsAsync(
            "it is booked",
            async () =>
            {
                await using var session = backend.Store.QuerySession();
                bookings = await session.BookingsAsync(DrEvent, TestContext.Current.CancellationToken);
                return bookings.Count > 0;
            }
        );

        var booked = bookings.ShouldHaveSingleItem();
        (booked.Lines, booked.Refused, booked.WithoutTerms).ShouldBe((Vens, 0, 0));
        // 1 kW for half an hour at 25 cents: half a cent counts as one.
        booked.Totals.ShouldBe([new BookedTotal("EUR", Vens * 0.5m, Vens * 0.13m)]);
        await using var reading = backend.Store.QuerySession();
        var lines = await reading.LinesByVenAsync(DrEvent, TestContext.Current.CancellationToken);
        lines.Count.ShouldBe(Vens);
        lines.Values.ShouldAllBe(l => l.Count == 1);
        (await reading.Events.FetchStreamStateAsync(ResultBooked.StreamOf(DrEvent)))!.Version.ShouldBe(12);
        foreach (var venId in new[] { Id(0), Id(99), Id(100), Id(Vens - 1) })
            (await reading.LinesOfAsync(DrEvent, venId, bookings, TestContext.Current.CancellationToken)).ShouldBe(lines[venId]);
        (await reading.LinesOfAsync(DrEvent, "many-0099a", bookings, TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    private async Task IssueAsync()
    {
        var hours = new ResultHours(Given.Start, Given.Start.AddMinutes(30));
        var (from, to) = (Instant.FromDateTimeOffset(hours.Start), Instant.FromDateTimeOffset(hours.End));
        var made = new ResultMade(hours, new MeasuredHours(from, to, 15, DateTimeZone.Utc), 2, "data of time zones");
        for (var i = 0; i < Vens; i++)
            made.Add(Id(i), new VenMeasured(Ven(Id(i)), null, IsFinal: true));
        var result = made.After(null, new Dictionary<string, VenWas>(), asOf: 1, isAskedFor: true, Given.Start.AddHours(1))!;
        await using var session = backend.Store.LightweightSession();
        session.Events.Append(
            ResultStream.Of(DrEvent),
            [.. made.Vens.Chunk(VenResultsIssued.VensMax).Select(page => new VenResultsIssued(1, page)), result]
        );
        await session.SaveChangesAsync();
    }

    private static string Id(int number) => FormattableString.Invariant($"many-{number:0000}");

    private static VenResult Ven(string venId) =>
        new(
            venId,
            "caiso-10-in-10",
            1,
            [],
            [],
            [2, 2],
            new ResultAdjustment("none", 0, null, null, null),
            [2, 2],
            [1, 1],
            [1, 1],
            [1, 1],
            0.5,
            0.5,
            null,
            "ab"
        );
}
