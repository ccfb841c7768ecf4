using DrEvents.Backend.Features.Settlement;
using DrEvents.Backend.Tests.Access;
using DrEvents.Testing;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Settlement;

/// <summary>The hours of two events are the same, and a VEN has results in both: it is paid for once.</summary>
public sealed class OnceSettledScenarios
{
    private const string First = "evt-0e0e0e11";
    private const string Second = "evt-0e0e0e12";

    [Fact]
    public async Task a_ven_is_booked_for_the_event_that_is_booked_first_and_refused_for_the_other()
    {
        using var files = new SettlementFiles(SettlementFiles.ForAll);
        await using var backend = await AccessBackend.StartAsync([.. files.Settings.Select(s => (s.Key, s.Value))]);
        var store = backend.Host.Services.GetRequiredService<IDocumentStore>();
        await IssuedResults.IssueAsync(store, First, ["twice"], number: 1, kwh: 0.5);
        (await BookedAsync(First, 1)).Lines.ShouldBe(1);

        await IssuedResults.IssueAsync(store, Second, ["twice", "once"], number: 1, kwh: 0.5);

        var booked = await BookedAsync(Second, 1);
        (booked.Lines, booked.Refused).ShouldBe((1, 1));
        booked
            .RefusedVens.Single()
            .ShouldBe(new LineRefused("twice", $"it is booked for event {First} already, whose hours overlap: no kWh is settled twice"));

        // A correction to nothing makes room for the other.
        await IssuedResults.IssueAsync(store, First, ["twice"], number: 2, kwh: 0);
        await BookedAsync(First, 2);
        using var again = await backend.AskAsync(HttpMethod.Post, $"/api/events/{Second}/bookings", key: null, new { });
        again.IsSuccessStatusCode.ShouldBeTrue(await again.Content.ReadAsStringAsync());
        await using var session = store.QuerySession();
        (await session.LinesByVenAsync(Second, TestContext.Current.CancellationToken)).Keys.Order().ShouldBe(["once", "twice"]);

        async Task<ResultBooked> BookedAsync(string eventId, int number)
        {
            ResultBooked? found = null;
            await Eventually.HoldsAsync(
                "it is booked",
                async () =>
                {
                    await using var reading = store.QuerySession();
                    var all = await reading.BookingsAsync(eventId, TestContext.Current.CancellationToken);
                    return (found = all.Find(b => b.Number == number)) is not null;
                }
            );
            return found!;
        }
    }
}
