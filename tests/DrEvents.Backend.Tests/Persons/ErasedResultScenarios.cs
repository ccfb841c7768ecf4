using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DrEvents.Backend.Tests.Audit;
using DrEvents.Backend.Tests.Results;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Npgsql;

namespace DrEvents.Backend.Tests.Persons;

/// <summary>What was measured of a home, and what was issued and chained, is the same to the last bit when nobody knows whose it is.</summary>
public sealed class ErasedResultScenarios(MeasuredEvent over) : IClassFixture<MeasuredEvent>
{
    private const string Name = "Zacharias Quellmann";
    private const string Of1 = "mv-1";

    [Fact]
    public async Task results_and_their_proof_are_the_same_before_and_after()
    {
        (
            await over.Backend.Http.PatchAsJsonAsync($"/api/vens/{Of1}", new ChangeVenRequest(Name, Address: "Lindwurmgasse"))
        ).EnsureSuccessStatusCode();
        await AnswerAsync();
        await over.ReviewAsync();
        await Eventually.HoldsAsync("it is chained", async () => (await HeadAsync()).Links == 1);
        (await over.Backend.Http.DeleteAsync($"/api/vens/{Of1}")).EnsureSuccessStatusCode();
        await over.Backend.CatchUpAsync();
        var (before, rows) = (await SaidAsync(), await RowsAsync(long.MaxValue));
        var verdict = await VerdictAsync();
        (await FoundAsync()).ShouldNotBeEmpty();

        var asked = await over.Backend.Http.PostAsJsonAsync($"/api/vens/{Of1}/erasure", new EraseRequest("letter 12"));
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted, await asked.Content.ReadAsStringAsync());
        await Eventually.HoldsAsync(
            "it is erased",
            async () => (await over.Backend.GetAsync<ErasureView>($"/api/vens/{Of1}/erasure")).Status == ErasureStates.Done
        );

        (await FoundAsync()).ShouldBeEmpty();
        var after = await SaidAsync();
        foreach (var (what, bytes) in before)
            after[what].AsSpan().SequenceEqual(bytes).ShouldBeTrue(what);
        using (var bundle = Bundle.Of(after["bundle"]))
            bundle.Verdict().Problem.ShouldBeNull();
        // Commands that nobody answers expire meanwhile: what was there is as it was.
        (await RowsAsync(rows.UpTo)).ShouldBe(rows);
        var now = await VerdictAsync();
        (now.Holds, now.Problem, now.Links, now.Head).ShouldBe((true, null, 1, verdict.Head));
        (await over.AskAsync()).Issued.ShouldBeFalse("made anew it is the same");
    }

    /// <summary>Says in the event what the circuits are called that it switched: the chain is made over that, so that it stays.</summary>
    private async Task AnswerAsync()
    {
        var shed = over.Backend.SentTo(Of1).First(c => c.Op == CommandOps.ShedPanel);
        var said = new
        {
            op = shed.Op,
            correlationId = shed.CorrelationId,
            ok = true,
            circuits_curtailed = new[] { new { id = "c1", name = "stove" } },
        };
        await over.DeliverAsync((Topics.Ack(Of1), JsonSerializer.Serialize(said)));
        (await SearchedDatabase.FindAsync(over.Backend.ConnectionString, "stove"))
            .Where(f => f.StartsWith("drevents.mt_events", StringComparison.Ordinal))
            .ShouldNotBeEmpty();
    }

    /// <summary>All that is said of what was measured.</summary>
    private async Task<Dictionary<string, byte[]>> SaidAsync()
    {
        var said = new Dictionary<string, byte[]>();
        foreach (
            var (what, path) in new[]
            {
                ("result", $"/api/events/{over.Id}/result?limit=100"),
                ("bundle", $"/api/events/{over.Id}/audit"),
                ("baselines", $"/api/events/{over.Id}/baselines"),
                ("metrics", $"/api/events/{over.Id}/metrics"),
            }
        )
            said.Add(what, await over.Backend.Http.GetByteArrayAsync(path));
        var replayed = await over.Backend.Http.PostAsync($"/api/events/{over.Id}/replay", null);
        var report = (await replayed.Content.ReadFromJsonAsync<ReplayReport>())!;
        (report.Identical, report.Differences.Count, report.BaselinesRecomputed).ShouldBe((true, 0, 4));
        said.Add("replay", JsonSerializer.SerializeToUtf8Bytes(report.Replayed));
        return said;
    }

    /// <summary>All rows that anything rests on that was measured, as one hash, up to a sequence; and the last of them.</summary>
    private async Task<(string Md5, long UpTo)> RowsAsync(long upTo)
    {
        await using var source = NpgsqlDataSource.Create(over.Backend.ConnectionString);
        await using var command = source.CreateCommand(
            """
            select md5(string_agg(e::text, '' order by seq_id)), max(seq_id) from drevents.mt_events e
            where seq_id <= $1 and stream_id ~ '^(evt-|mv/|telemetry/|history|settlement/|control-group/)'
            """
        );
        command.Parameters.Add(new() { Value = upTo });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetString(0), reader.GetInt64(1));
    }

    private Task<HistoryReport> VerdictAsync() => over.Backend.GetAsync<HistoryReport>("/api/history/verify");

    private Task<List<string>> FoundAsync() => SearchedDatabase.FindAsync(over.Backend.ConnectionString, "Quellmann", "Lindwurmgasse");

    private Task<HistoryHead> HeadAsync() => over.Backend.GetAsync<HistoryHead>("/api/history/head");
}
