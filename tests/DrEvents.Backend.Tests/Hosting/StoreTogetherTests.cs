using System.Text;
using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Tests.Dispatch;
using Npgsql;

namespace DrEvents.Backend.Tests.Hosting;

public sealed class StoreTogetherTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly Participation Told = Given.Part("evt-00000001/ven-1", Given.Shed("c1", 2, Given.Start));

    private static readonly Participation[] Parts =
    [
        Told,
        Told.Then(Given.Yes("c1", Given.Start.AddSeconds(1))) with
        {
            Id = "evt-00000001/ven-2",
            VenId = "ven-2",
            NextDueAt = Given.Start.AddSeconds(2.5),
        },
        Given.Part("cmd-00000001/ven-1", Given.Restore("c3", Given.Start)),
    ];

    [Fact]
    public async Task documents_stored_together_are_the_rows_that_marten_stores_one_by_one()
    {
        var onlyNow = Parts.Select(p => p with { Reason = "not yet" }).ToArray();
        await SaveAsync(onlyNow, together: false);
        await SaveAsync(Parts, together: false);
        var byMarten = await RowsAsync();
        await fixture.Store.Advanced.Clean.DeleteDocumentsByTypeAsync(typeof(Participation));

        await SaveAsync(onlyNow, together: true);
        (await RowsAsync()).ShouldNotBe(byMarten);
        await SaveAsync(Parts, together: true);

        (await RowsAsync()).ShouldBe(byMarten);
    }

    private async Task SaveAsync(Participation[] parts, bool together)
    {
        await using var session = fixture.Store.LightweightSession();
        if (together)
            session.StoreAll(parts, p => p.Id);
        else
            session.Store(parts);
        await session.SaveChangesAsync();
    }

    private async Task<string> RowsAsync()
    {
        await using var session = fixture.Store.QuerySession();
        var text = new StringBuilder();
        await using var rows = new NpgsqlCommand($"select t::text from {EventStore.Schema}.mt_doc_participation t order by id");
        await using var reader = await session.ExecuteReaderAsync(rows, CancellationToken.None);
        while (await reader.ReadAsync())
            text.AppendLine(reader.GetString(0));
        return text.ToString();
    }
}
