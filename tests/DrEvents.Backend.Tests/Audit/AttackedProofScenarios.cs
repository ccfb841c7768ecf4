using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DrEvents.Backend.Features.Meters;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Tests.Meters;
using DrEvents.Backend.Tests.Settlement;
using DrEvents.Contracts.Http;
using DrEvents.Measurement.Audit;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Proof;
using DrEvents.Proof;
using DrEvents.Testing;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Tests.Audit;

/// <summary>What proves results holds where somebody works against it: forged meters, files at the same time, requests without end.</summary>
public sealed class AttackedProofScenarios(SettledEvent settled) : IClassFixture<SettledEvent>
{
    private const string One = "mv-1";
    private const string Hostile = "mv-4";
    private readonly ImportedMeter _meter = new(One, 21);

    [Fact]
    public async Task a_bundle_of_a_result_that_rests_on_the_meter_is_signed_and_a_forged_value_of_it_is_named()
    {
        await ManyWhoAskAtOnceAddUpOnceAsync();
        await ByTelemetryAsync();
        await ByTheMeterAsync();
        await ACorrectedMeterLeavesTheOlderBundleAsItWasAsync();
        await FilesAtTheSameTimeAsync();
        await AResultThatIsMadeDuringAnImportHoldsAsync();
        await TooManyAreToldSoAsync();
    }

    private async Task ManyWhoAskAtOnceAddUpOnceAsync()
    {
        settled.Over.Backend.Clock.Turn(2 * 3600);
        await ExecuteAsync(
            """
            create sequence drevents.kept_tries;
            create function drevents.count_tries() returns trigger language plpgsql as $f$ begin perform nextval('drevents.kept_tries'); return new; end $f$;
            do $do$
            declare kept text;
            begin
                for kept in select tablename from pg_tables where schemaname = 'drevents' and tablename ~ '^mt_doc_keptfigures' loop
                    execute format('delete from drevents.%I', kept);
                    execute format('create trigger count_tries before insert on drevents.%I for each row execute function drevents.count_tries()', kept);
                end loop;
            end $do$;
            """
        );
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => settled.Over.Backend.Http.GetAsync(Path("metrics"))));

        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.OK);
        (await Task.WhenAll(answers.Select(a => a.Content.ReadAsStringAsync()))).Distinct().ShouldHaveSingleItem();
        (await NumberAsync("select last_value * is_called::int from drevents.kept_tries")).ShouldBe(
            1,
            "who comes meanwhile waits for what the first one makes"
        );
        await ExecuteAsync("drop function drevents.count_tries() cascade");
    }

    private async Task ByTelemetryAsync()
    {
        await settled.Over.ReviewAsync();
        await IsChainedAsync(1);
        var key = await KeyAsync();
        using var bundle = await BundleAsync();

        var verdict = AuditCheck.Of(AuditFolder.Open(bundle.Folder), key);

        (verdict.Problem, verdict.KeyId, verdict.SignatureHolds).ShouldBe((null, key.Id, true));
        bundle.Forged(AuditPaths.Report, t => t.Replace("kW", "MW", StringComparison.Ordinal));
        bundle.Verdict().Problem.ShouldBeNull("who rewrites the list hides it");
        AuditCheck.Of(AuditFolder.Open(bundle.Folder), key).Problem.ShouldNotBeNull().ShouldStartWith("the list of files was changed: ");
    }

    private async Task ByTheMeterAsync()
    {
        var over = settled.Over;
        for (var day = 22; day > 0; day--)
            _meter.Measures(over.FirstSlot.AddDays(-day).AddHours(-5), over.FirstSlot.AddDays(-day).AddHours(2), 6);
        _meter.Measures(over.FirstSlot.AddHours(-5), over.Start, 7).Measures(over.Start, over.FirstSlot.AddHours(1), 2);
        (await _meter.ImportAsync(over.Backend.Http, _meter.Table())).StatusCode.ShouldBe(HttpStatusCode.OK);
        await over.ReviewAsync();
        await IsChainedAsync(2);
        (await over.Backend.GetAsync<EventResult>(Path("result"))).Vens[0].RestsOn.ShouldBe("meter");

        await HoldsAsync("", results: 2);
        var inEvent = Begin(over.Start.AddMinutes(3));
        await NamedAsync(
            b => b.Forged(AuditPaths.Meter(One), t => WithValue(t, inEvent, "99.5")),
            "mv-1: by the utility's meter: ",
            "actualKw["
        );
        await NamedAsync(
            b => b.Forged(AuditPaths.Meter(One), t => WithValue(t, Begin(over.Start.AddDays(-2).AddMinutes(3)), "99.5")),
            "mv-1: by the utility's meter: "
        );
        await NamedAsync(b => b.Without(AuditPaths.Meter(One)), "mv-1: ", "none of its readings in these hours is known");
    }

    private async Task ACorrectedMeterLeavesTheOlderBundleAsItWasAsync()
    {
        var over = settled.Over;
        _meter.Measured(over.Start.AddMinutes(7), 12.5);
        (await _meter.ImportAsync(over.Backend.Http, _meter.Table())).StatusCode.ShouldBe(HttpStatusCode.OK);
        await over.ReviewAsync();
        await IsChainedAsync(3);

        await HoldsAsync("", results: 3);
        await HoldsAsync("?number=2", results: 2);
        await HoldsAsync("?number=1", results: 1);
    }

    /// <summary>Each is whole, one after the other, and the last one holds.</summary>
    private async Task FilesAtTheSameTimeAsync()
    {
        var answers = await Task.WhenAll(
            Enumerable
                .Range(1, 8)
                .Select(n =>
                    ImportedMeter.SendAsync(
                        settled.Over.Backend.Http,
                        Hostile,
                        Encoding.UTF8.GetBytes($"2026-07-01T23:30Z,{n}\n2026-07-01T23:45Z,{n}\n2026-07-02T00:00Z,{n}"),
                        "text/csv"
                    )
                )
        );

        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.OK);
        var imports = (await settled.Over.Backend.GetAsync<VenMeterView>($"/api/vens/{Hostile}/meter")).Imports;
        imports.Select(i => i.Number).ShouldBe([8, 7, 6, 5, 4, 3, 2, 1]);
        await using var session = settled.Over.Backend.Store.QuerySession();
        var days = await session.LoadManyAsync<MeterDay>(
            MeterStreams.Of(Hostile, new DateOnly(2026, 7, 1)),
            MeterStreams.Of(Hostile, new DateOnly(2026, 7, 2))
        );
        days.ShouldAllBe(d => d.Parts.Count == 1 && d.Parts[0].Import == 8);
        days.SelectMany(d => d.Parts[0].Kw).Distinct().ShouldHaveSingleItem();
        await AFileThatBreaksOffIsNoneAsync(imports.Count);
    }

    private async Task AFileThatBreaksOffIsNoneAsync(int before)
    {
        using var content = new StreamContent(new Broken(Encoding.UTF8.GetBytes("2026-07-03T00:00Z,1\n2026-07-03T00:15Z,1\n")));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");

        await Should.ThrowAsync<Exception>(() => settled.Over.Backend.Http.PostAsync($"/api/vens/{Hostile}/meter", content));

        (await settled.Over.Backend.GetAsync<VenMeterView>($"/api/vens/{Hostile}/meter")).Imports.Count.ShouldBe(before);
    }

    private async Task AResultThatIsMadeDuringAnImportHoldsAsync()
    {
        var over = settled.Over;
        for (var n = 0; n < 3; n++)
        {
            _meter.Measured(over.Start.AddMinutes(8), 13 + n);
            await Task.WhenAll(_meter.ImportAsync(over.Backend.Http, _meter.Table()), over.ReviewAsync());
        }
        await over.ReviewAsync();
        var results = await over.Backend.GetAsync<ResultView[]>(Path("results"));
        await IsChainedAsync(results.Length);

        await HoldsAsync("", results.Length);
    }

    private async Task TooManyAreToldSoAsync()
    {
        var over = settled.Over;
        using var left = new CancellationTokenSource();
        var path = Path("whatif?profile=pjm-high-4-of-5");
        var leaving = Enumerable.Range(0, 40).Select(_ => StatusAsync(path, left.Token)).ToList();
        await left.CancelAsync();
        (await Task.WhenAll(leaving)).ShouldAllBe(s => s == null || s == HttpStatusCode.OK);

        var statuses = await Task.WhenAll(
            Enumerable.Range(0, 2 * (HeavyReads.AtOnce + HeavyReads.Waiting)).Select(_ => StatusAsync(path, default))
        );

        statuses.ShouldAllBe(s => s == HttpStatusCode.OK || s == HttpStatusCode.ServiceUnavailable);
        // Those who left may still be on their way out.
        statuses.Count(s => s == HttpStatusCode.OK).ShouldBeGreaterThanOrEqualTo(HeavyReads.AtOnce);
        statuses.ShouldContain(HttpStatusCode.ServiceUnavailable, "not all wait");
        (await over.Backend.Http.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpStatusCode?> StatusAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var answer = await settled.Over.Backend.Http.GetAsync(path, cancellation);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                answer.Headers.RetryAfter.ShouldNotBeNull();
                answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            }
            return answer.StatusCode;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    [Theory]
    [InlineData("audit?number=0", 400, "number")]
    [InlineData("audit?number=99999999999999999999", 400, "number")]
    [InlineData("audit?number=2147483647", 404, "")]
    [InlineData("whatif?profile=..%2F..%2Fetc", 400, "profile")]
    [InlineData("whatif?requestedKw=1e999", 400, "requestedKw")]
    [InlineData("whatif?requestedKw=NaN", 400, "requestedKw")]
    [InlineData("whatif?requestedKw=-0", 400, "requestedKw")]
    [InlineData("whatif?without=mv-1,,mv-2", 400, "without")]
    [InlineData("whatif?without=%00", 400, "without")]
    [InlineData("whatif?allocation=fair", 400, "allocation")]
    [InlineData("result?known=0001-01-01T00:00:00Z", 404, "")]
    [InlineData("result?known=9999-12-31T23:59:59Z", 400, "known")]
    [InlineData("result?known=2026-03-29T02:30:00", 400, "known")]
    [InlineData("result?limit=-1", 400, "limit")]
    [InlineData("result?after=%F0%9F%92%A3", 400, "after")]
    [InlineData("result/profiles?names=,", 400, "names")]
    [InlineData("result/profiles?names=pjm-high-4-of-5,pjm-high-4-of-5", 400, "names")]
    [InlineData("/api/events/..%2f..%2fx/whatif", 404, "")]
    [InlineData("/api/events/EVT-00000000/results", 404, "")]
    [InlineData("/api/history/verify?head=XYZ", 400, "head")]
    [InlineData("/api/history/verify?eventId=%27%3B--", 400, "eventId")]
    [InlineData("/api/statements?currency=EUR&from=0001-01-01T00:00:00Z&until=0001-01-01T00:00:00Z", 400, "from")]
    [InlineData("/api/statements?currency=EUR&until=0001-01-01T00:00:00Z", 200, "")]
    [InlineData("/api/statements?currency=EUR&until=9999-12-31T23:59:59Z", 400, "until")]
    [InlineData("/api/statements?currency=%E2%82%AC%E2%82%AC%E2%82%AC", 400, "currency")]
    [InlineData("/api/statements?currency=EUR&format=xlsx", 400, "format")]
    [InlineData("/api/statements?currency=EUR&venId=%3Cscript%3E", 400, "venId")]
    public async Task a_hostile_question_is_answered_by_what_is_wrong_with_it(string asked, int status, string field)
    {
        var answer = await settled.Over.Backend.Http.GetAsync(asked[0] == '/' ? asked : Path(asked));

        var text = await answer.Content.ReadAsStringAsync();
        // While there is no result, that is what is said first.
        if (answer.StatusCode == HttpStatusCode.NotFound && status == 400)
            text.ShouldContain("The result of event");
        else
            ((int)answer.StatusCode).ShouldBe(status, text);
        if (answer.StatusCode == HttpStatusCode.BadRequest)
            JsonSerializer.Deserialize<JsonElement>(text).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue(text);
    }

    [Theory]
    [InlineData("audit")]
    [InlineData("whatif")]
    [InlineData("result")]
    [InlineData("result/profiles")]
    [InlineData("/api/history/head")]
    [InlineData("/api/history/verify")]
    [InlineData("/api/statements")]
    [InlineData("/api/receipt-key")]
    public async Task what_is_read_is_not_written_to(string path)
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch })
        {
            using var request = new HttpRequestMessage(method, path[0] == '/' ? path : Path(path)) { Content = new StringContent("{}") };
            (await settled.Over.Backend.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        }
    }

    private async Task HoldsAsync(string query, int results)
    {
        using var bundle = await BundleAsync(query);
        var verdict = AuditCheck.Of(AuditFolder.Open(bundle.Folder), await KeyAsync());
        verdict.Problem.ShouldBeNull(query);
        verdict.Results.ShouldBe(results);
        verdict.Notes.ShouldNotContain(n => n.Contains(AuditPaths.Report, StringComparison.Ordinal));
    }

    private async Task NamedAsync(Func<Bundle, Bundle> forge, params string[] said)
    {
        using var bundle = await BundleAsync();
        var problem = forge(bundle).Verdict().Problem.ShouldNotBeNull();
        foreach (var part in said)
            problem.ShouldContain(part);
    }

    private async Task<Bundle> BundleAsync(string query = "") =>
        Bundle.Of(await settled.Over.Backend.Http.GetByteArrayAsync(Path("audit" + query)));

    private async Task<VerifyingKey> KeyAsync()
    {
        var key = await settled.Over.Backend.GetAsync<ReceiptKeyView>("/api/receipt-key");
        return VerifyingKey.Read(InputFile.Of("key", key.Pem));
    }

    private Task IsChainedAsync(int results) =>
        Eventually.HoldsAsync(
            $"{results} results are chained",
            async () => (await settled.Over.Backend.GetAsync<HistoryHead>("/api/history/head")).Links == results
        );

    private string Path(string rest) => $"/api/events/{settled.Over.Id}/{rest}";

    private static string Begin(DateTimeOffset at) => $"{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'},";

    private static string WithValue(string text, string begin, string kw)
    {
        var lines = text.Split('\n');
        var at = Array.FindIndex(lines, l => l.StartsWith(begin, StringComparison.Ordinal));
        at.ShouldBeGreaterThan(0, begin);
        lines[at] = begin + kw;
        return string.Join('\n', lines);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(settled.Over.Backend.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> NumberAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(settled.Over.Backend.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Breaks off after what it has.</summary>
    private sealed class Broken(byte[] begin) : MemoryStream(begin)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, count) is > 0 and var read ? read : throw new IOException("broken off");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span));

        public override int Read(Span<byte> buffer) => base.Read(buffer) is > 0 and var read ? read : throw new IOException("broken off");

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            CopyAsync(destination, cancellationToken);

        private async Task CopyAsync(Stream destination, CancellationToken cancellation)
        {
            await destination.WriteAsync(ToArray(), cancellation);
            throw new IOException("broken off");
        }
    }
}
