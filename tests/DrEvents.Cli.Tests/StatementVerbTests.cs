using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

public sealed class StatementVerbTests : IDisposable
{
    private static readonly StatementLineView First = new(
        "ven-1",
        "evt-1a2b3c4d",
        1,
        "evening",
        new DateTimeOffset(2026, 7, 1, 15, 0, 0, TimeSpan.Zero),
        new DateTimeOffset(2026, 7, 1, 16, 0, 0, TimeSpan.Zero),
        "1.850000",
        "0.25",
        "0.46",
        new DateTimeOffset(2026, 7, 1, 16, 10, 0, TimeSpan.Zero)
    );

    private static readonly StatementView July = new(
        new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero),
        new DateTimeOffset(2026, 7, 14, 0, 0, 0, TimeSpan.Zero),
        "EUR",
        [First, First with { Result = 2, Supersedes = 1, QuantityKwh = "0.100000", Amount = "0.03", Unproven = "partly" }],
        [new StatementSumView("ven-1", "1.950000", "0.49")],
        "1.950000",
        "0.49"
    );

    private readonly TestShell _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("statement").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task sums_are_shown_by_ven()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers(
            "GET /api/statements?from=2026-07-01T00:00:00Z&until=2026-07-14T00:00:00Z&currency=EUR&venId=ven-1&format=json",
            200,
            Canned.Json(July)
        );

        var code = await _shell.Run([
            "statement",
            "--from",
            "2026-07-01T00:00Z",
            "--until",
            "2026-07-14T02:00+02:00",
            "--currency",
            "EUR",
            "--ven",
            "ven-1",
            "--url",
            backend.Url,
        ]);

        code.ShouldBe(ExitCode.Done, _shell.Error.ToString());
        foreach (var row in new[] { "Lines 2", "Energy kWh 1.950000", "Amount 0.49 EUR", "ven-1 2 1 1 1.950000 0.49" })
            _shell.Rows.ShouldContain(row);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    public async Task a_format_is_written_as_it_came(string format)
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers($"GET /api/statements?format={format}", 200, "venId,…\nven-1\n", "text/csv");

        (await _shell.Run("statement", "--format", format, "--url", backend.Url)).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        _shell.Out.ToString().ShouldBe("venId,…\nven-1\n");
    }

    [Fact]
    public async Task a_table_of_columns_goes_into_a_file_that_was_not_there()
    {
        var file = Path.Combine(_folder, "july.parquet");
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/statements?format=parquet", 503, "{}", retryAfter: "1");
        backend.Answers("GET /api/statements?format=parquet", 200, "PAR1…PAR1", "application/vnd.apache.parquet");
        string[] asked = ["statement", "--format", "parquet", "--out", file, "--url", backend.Url];

        (await _shell.Run(asked)).ShouldBe(ExitCode.Done, _shell.Error.ToString());
        (await _shell.Run(asked)).ShouldBe(ExitCode.BadInput);

        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe("PAR1…PAR1");
        _shell.Out.ToString().ShouldBeEmpty();
        _shell.Error.ToString().ShouldContain($"--out: The file '{file}' already exists");
    }

    [Fact]
    public async Task what_the_backend_refuses_is_said_and_leaves_no_file()
    {
        var file = Path.Combine(_folder, "july.csv");
        await using var backend = await CannedBackend.Start();
        backend.Answers(
            "GET /api/statements?format=csv",
            404,
            """{"title":"Not found","status":404,"detail":"Nothing is booked: Settlement:TermsFile is not set"}""",
            "application/problem+json"
        );

        (await _shell.Run("statement", "--format", "csv", "--out", file, "--url", backend.Url)).ShouldBe(ExitCode.NotHeld);

        _shell.Error.ToString().ShouldContain("Settlement:TermsFile is not set");
        File.Exists(file).ShouldBeFalse();
    }

    [Fact]
    public async Task a_file_that_cannot_be_made_is_bad_input()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/statements?format=json", 200, Canned.Json(July));

        (await _shell.Run("statement", "--out", Path.Combine(_folder, "none", "x"), "--url", backend.Url)).ShouldBe(ExitCode.BadInput);

        _shell.Error.ToString().ShouldStartWith("drevents: --out: ");
    }
}
