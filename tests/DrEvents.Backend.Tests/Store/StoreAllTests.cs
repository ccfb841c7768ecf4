using System.Text;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using Npgsql;

namespace DrEvents.Backend.Tests.Store;

public sealed class StoreAllTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly MeteredParticipation Bare = new("evt-00000001/ven-1", "evt-00000001", "ven-1");

    private static readonly MeteredParticipation[] Meters =
    [
        Bare,
        Bare with
        {
            Id = "evt-00000001/ven-2",
            VenId = "ven-2",
            BaselineKw = 4.2,
            Samples = 3,
            UsedSumKw = 7.5,
            LastAt = Given.Start.AddSeconds(2.5),
            LastUsedKw = 2.25,
            LastClaimedKw = 1,
            Until = Given.Start.AddHours(1),
        },
        Bare with
        {
            Id = "evt-00000002/ven-1",
            EventId = "evt-00000002",
            Until = Given.Start,
        },
    ];

    [Fact]
    public async Task documents_stored_together_are_the_rows_that_marten_stores_one_by_one()
    {
        var before = Meters.Select(m => m with { UsedSumKw = 99 }).ToArray();
        await SaveAsync(before, together: false);
        await SaveAsync(Meters, together: false);
        var byMarten = await RowsAsync();
        await fixture.Store.Advanced.Clean.DeleteDocumentsByTypeAsync(typeof(MeteredParticipation));

        await SaveAsync(before, together: true);
        (await RowsAsync()).ShouldNotBe(byMarten);
        await SaveAsync(Meters, together: true);

        (await RowsAsync()).ShouldBe(byMarten);
    }

    private async Task SaveAsync(MeteredParticipation[] meters, bool together)
    {
        await using var session = fixture.Store.LightweightSession();
        if (together)
            session.StoreAll(meters, m => m.Id);
        else
            session.Store(meters);
        await session.SaveChangesAsync();
    }

    private async Task<string> RowsAsync()
    {
        await using var session = fixture.Store.QuerySession();
        var text = new StringBuilder();
        await using var rows = new NpgsqlCommand($"select t::text from {fixture.TableOf<MeteredParticipation>()} t order by id");
        await using var reader = await session.ExecuteReaderAsync(rows, CancellationToken.None);
        while (await reader.ReadAsync())
            text.AppendLine(reader.GetString(0));
        return text.ToString();
    }
}
