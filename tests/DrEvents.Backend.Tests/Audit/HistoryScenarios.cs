using System.Net;
using DrEvents.Backend.Features.Audit;
using DrEvents.Backend.Tests.Results;
using DrEvents.Contracts.Http;
using DrEvents.Measurement.Audit;
using DrEvents.Testing;
using Marten;

namespace DrEvents.Backend.Tests.Audit;

/// <summary>Every result is a link of a chain; a row that it rests on cannot be changed, removed or put in without that being named.</summary>
public sealed class HistoryScenarios(MeasuredEvent over) : IClassFixture<MeasuredEvent>
{
    [Fact]
    public async Task results_are_chained_and_whatever_was_done_to_their_rows_is_named()
    {
        (await HeadAsync()).ShouldBe(new HistoryHead(0, null, null));
        (await ReportAsync()).ShouldBe(new HistoryReport(true, null, 0, 0, null));

        await over.AskAsync();
        var first = await LinkAsync(1);
        await over.Backend.InvokeAsync(new ChainResult(over.Id, 1));
        (await HeadAsync()).Links.ShouldBe(1, "one that comes twice is chained once");
        over.Backend.Clock.Turn(1);
        await over.DeliverAsync(over.Two.Reading(over.FirstSlot.AddMinutes(10), minute: 3, kw: 4.5));
        await over.ReviewAsync();
        var second = await LinkAsync(2);

        second.Hash.ShouldNotBe(first.Hash);
        var report = await ReportAsync();
        (report.Holds, report.Problem, report.Links, report.Head).ShouldBe((true, null, 2, second.Hash));
        report.Rows.ShouldBeGreaterThan(20);
        (await ReportAsync("evt-00000000")).Rows.ShouldBe(0);
        (await over.Backend.GetAsync<HistoryReport>($"/api/history/verify?head={first.Hash}")).Holds.ShouldBeTrue();
        (await over.Backend.GetAsync<HistoryReport>($"/api/history/verify?head={new string('a', 64)}")).Problem!.ShouldStartWith(
            "no link has "
        );
        await InBundleAsync(second);
        await WhateverIsDoneIsNamedAsync();
    }

    [Theory]
    [InlineData("eventId=x")]
    [InlineData("head=ABC")]
    public async Task what_is_no_name_and_no_hash_is_refused(string query) =>
        (await over.Backend.Http.GetAsync("/api/history/verify?" + query)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    private async Task InBundleAsync(HistoryHead head)
    {
        var zip = await over.Backend.Http.GetByteArrayAsync($"/api/events/{over.Id}/audit");
        using (var bundle = Bundle.Of(zip))
        {
            var verdict = bundle.Verdict();
            verdict.Problem.ShouldBeNull();
            verdict.Notes.ShouldContain($"in the chain of results at 2, whose hash is {head.Hash}");
        }
        Named(
            b =>
                b.Forged(
                    AuditPaths.Event,
                    t => t.Replace("kW", "kw").Replace("\"requestedReductionKw\": 6", "\"requestedReductionKw\": 7")
                ),
            "a stored event up to"
        );
        Named(
            b => b.Forged(AuditPaths.Parts, t => t[(t.IndexOf('\n', StringComparison.Ordinal) + 1)..]),
            "the chain of results was made over "
        );
        Named(
            b => b.Forged(AuditPaths.History, t => t.Replace("\"rows\":", "\"rows\":1")),
            "history.ndjson: the history's link 1 was changed"
        );
        Named(b => b.Without(AuditPaths.History), "history.ndjson is missing");

        void Named(Func<Bundle, Bundle> forge, string said)
        {
            using var bundle = Bundle.Of(zip);
            forge(bundle).Verdict().Problem.ShouldNotBeNull().ShouldStartWith(said);
        }
    }

    private async Task WhateverIsDoneIsNamedAsync()
    {
        var part = over.Id + "/mv-1";
        await NamedAsync(
            $"update drevents.mt_events set data = jsonb_set(data::jsonb, '{{durationS}}', '1') where stream_id = '{part}' and version = 1",
            "(version 1 of " + part + ") was changed after link 1 "
        );
        await NamedAsync(
            $"update drevents.mt_events set timestamp = timestamp - interval '1 microsecond' where stream_id = '{over.Id}' and version = 2",
            "(version 2 of " + over.Id + ") was changed after link 1 "
        );
        await NamedAsync(
            $"delete from drevents.mt_events where stream_id = '{part}' and version = 2",
            "(version 2 of " + part + ") was removed: link 1 "
        );
        await NamedAsync(
            $"""
            create temp table forged as select * from drevents.mt_events where stream_id = '{part}' and version = 1;
            update forged set seq_id = -1, version = 99, id = gen_random_uuid();
            insert into drevents.mt_events select * from forged;
            drop table forged
            """,
            "(version 99 of " + part + ") was inserted: link 1 "
        );
        await NamedAsync(
            $"update drevents.mt_events set data = replace(data::text, '\"place\": 1', '\"place\": 3')::jsonb where stream_id = 'history/{over.Id}'",
            "the digests of link 1 in "
        );
        await NamedAsync(
            "update drevents.mt_events set data = jsonb_set(data::jsonb, '{link,rows}', '7') where stream_id = 'history' and version = 1",
            "the history's link 1 was changed"
        );
        await NamedAsync(
            "delete from drevents.mt_events where stream_id = 'history' and version = 1",
            "link 1 of the history is not there"
        );
    }

    /// <summary>Does it, looks, and undoes it.</summary>
    private async Task NamedAsync(string sql, string said)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(over.Backend.ConnectionString);
        await ExecuteAsync("create table kept as select * from drevents.mt_events where stream_id not like 'telemetry/%'");
        (await ExecuteAsync(sql)).ShouldBeGreaterThan(0);

        var report = await ReportAsync();

        report.Holds.ShouldBeFalse();
        report.Problem.ShouldNotBeNull().ShouldContain(said);
        await ExecuteAsync("delete from drevents.mt_events where stream_id not like 'telemetry/%'");
        await ExecuteAsync("insert into drevents.mt_events select * from kept");
        await ExecuteAsync("drop table kept");
        (await ReportAsync()).Problem.ShouldBeNull();

        async Task<int> ExecuteAsync(string statement)
        {
            await using var command = source.CreateCommand(statement);
            return await command.ExecuteNonQueryAsync();
        }
    }

    private async Task<HistoryHead> LinkAsync(int links)
    {
        await Eventually.HoldsAsync($"there are {links} links", async () => (await HeadAsync()).Links == links);
        return await HeadAsync();
    }

    private Task<HistoryHead> HeadAsync() => over.Backend.GetAsync<HistoryHead>("/api/history/head");

    private Task<HistoryReport> ReportAsync(string? eventId = null) =>
        over.Backend.GetAsync<HistoryReport>("/api/history/verify" + (eventId is null ? "" : $"?eventId={eventId}"));
}
