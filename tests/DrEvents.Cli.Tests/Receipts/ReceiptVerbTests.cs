using System.Text.Json;
using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;
using DrEvents.Measurement.Proof;
using NodaTime;

namespace DrEvents.Cli.Tests.Receipts;

public sealed class ReceiptVerbTests : IDisposable
{
    private static readonly SigningKey Key = SigningKey.Of(
        Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    );

    private static readonly Receipt Some = new(
        "ven-5f1c77aa",
        "evt-1a2b3c4d",
        2,
        "caiso-10-in-10",
        1,
        24.5,
        24.5,
        new ReceiptMoney("6.13", "EUR"),
        Instant.FromUtc(2026, 11, 23, 12, 30)
    );

    private readonly TestShell _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("receipt").FullName;
    private readonly string _receipt;
    private readonly string _key;

    public ReceiptVerbTests()
    {
        (_receipt, _key) = (Path.Combine(_folder, "receipt.json"), Path.Combine(_folder, "public.pem"));
        File.WriteAllText(_receipt, Some.SignedBy(Key));
        File.WriteAllText(_key, Key.Public.ToPem());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task a_receipt_that_holds_ends_with_0_and_shows_what_it_says()
    {
        (await Verify()).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        _shell.Rows.ShouldContain("Receipt holds");
        _shell.Rows.ShouldContain("VEN ven-5f1c77aa");
        _shell.Rows.ShouldContain("Method caiso-10-in-10, version 1");
        _shell.Rows.ShouldContain("Money 6.13 EUR");
        _shell.Rows.ShouldContain("Issued 2026-11-23T12:30:00Z");
        _shell.Error.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task one_that_is_provisional_says_so()
    {
        File.WriteAllText(_receipt, (Some with { Provisional = "1 of 12 intervals are not known" }).SignedBy(Key));

        (await Verify()).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        _shell.Rows.ShouldContain("Provisional 1 of 12 intervals are not known");
    }

    [Fact]
    public async Task what_the_backend_gives_is_kept_byte_for_byte_and_holds_by_its_key()
    {
        var (receipt, key) = (Path.Combine(_folder, "got.json"), Path.Combine(_folder, "got.pem"));
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/events/evt-1a2b3c4d/vens/ven-5f1c77aa/receipt", 200, Some.SignedBy(Key));
        backend.Answers("GET /api/receipt-key", 200, Canned.Json(new ReceiptKeyView(Key.Public.Id, "Ed25519", Key.Public.ToPem())));

        (await _shell.Run("receipt", "get", "evt-1a2b3c4d", "ven-5f1c77aa", "--out", receipt, "--url", backend.Url)).ShouldBe(
            ExitCode.Done
        );
        (await _shell.Run("receipt", "key", "--out", key, "--url", backend.Url)).ShouldBe(ExitCode.Done);
        _shell.Out.ToString().ShouldBeEmpty();
        (await _shell.Run("receipt", "verify", receipt, "--key", key)).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        (await File.ReadAllTextAsync(receipt, TestContext.Current.CancellationToken)).ShouldBe(Some.SignedBy(Key));
        (await File.ReadAllTextAsync(key, TestContext.Current.CancellationToken)).ShouldBe(Key.Public.ToPem());
    }

    [Fact]
    public async Task without_files_both_are_written_to_stdout()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/events/evt-1a2b3c4d/vens/ven-5f1c77aa/receipt", 200, Some.SignedBy(Key));
        backend.Answers("GET /api/receipt-key", 200, Canned.Json(new ReceiptKeyView(Key.Public.Id, "Ed25519", Key.Public.ToPem())));

        (await _shell.Run("receipt", "get", "evt-1a2b3c4d", "ven-5f1c77aa", "--url", backend.Url)).ShouldBe(ExitCode.Done);
        (await _shell.Run("receipt", "key", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        _shell.Out.ToString().ShouldBe(Some.SignedBy(Key) + Key.Public.ToPem());
    }

    [Fact]
    public async Task where_there_is_no_receipt_it_says_why_and_makes_no_file()
    {
        var file = Path.Combine(_folder, "none.json");
        await using var backend = await CannedBackend.Start();
        backend.Answers(
            "GET /api/events/evt-1a2b3c4d/vens/ven-5f1c77aa/receipt",
            404,
            """{"title":"Not found","status":404,"detail":"Result 2 of event evt-1a2b3c4d is not booked yet"}""",
            "application/problem+json"
        );

        (await _shell.Run("receipt", "get", "evt-1a2b3c4d", "ven-5f1c77aa", "--out", file, "--url", backend.Url)).ShouldBe(
            ExitCode.NotHeld
        );

        _shell.Error.ToString().ShouldContain("is not booked yet");
        File.Exists(file).ShouldBeFalse();
    }

    [Fact]
    public async Task a_receipt_that_was_changed_ends_with_1_and_says_so_first()
    {
        File.WriteAllText(_receipt, Some.SignedBy(Key).Replace("\"6.13\"", "\"613\"", StringComparison.Ordinal));

        (await Verify()).ShouldBe(ExitCode.NotHeld);

        _shell.Rows.TrimStart().ShouldStartWith("Receipt does not hold");
        _shell.Error.ToString().ShouldContain("the receipt does not hold: its signature is not that of key");
    }

    [Fact]
    public async Task one_of_another_key_ends_with_1_and_names_both()
    {
        var other = SigningKey.New().Public;
        File.WriteAllText(_key, other.ToPem());

        (await Verify()).ShouldBe(ExitCode.NotHeld);

        _shell.Error.ToString().ShouldContain($"it was signed by key {Key.Public.Id}, and the key given is {other.Id}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task json_says_the_same(bool holds)
    {
        if (!holds)
            File.WriteAllText(_receipt, Some.SignedBy(SigningKey.New()));

        (await Verify("--json")).ShouldBe(holds ? ExitCode.Done : ExitCode.NotHeld);

        var said = JsonDocument.Parse(_shell.Out.ToString()).RootElement;
        said.GetProperty("holds").GetBoolean().ShouldBe(holds);
        (said.GetProperty("problem").ValueKind == JsonValueKind.Null).ShouldBe(holds);
        said.GetProperty("energyKwh").GetDouble().ShouldBe(24.5);
        said.GetProperty("money").GetProperty("amount").GetString().ShouldBe("6.13");
    }

    [Theory]
    [InlineData("receipt verify <nothing> --key <key>", "FILE: there is no file ")]
    [InlineData("receipt verify <receipt> --key <nothing>", "--key: there is no file ")]
    [InlineData("receipt verify <key> --key <key>", "public.pem: line 1: json: ")]
    [InlineData("receipt verify <receipt> --key <receipt>", "receipt.json: line 1: key: is no PEM")]
    [InlineData("receipt verify <receipt> --key <private>", "key: is 'PRIVATE KEY', and 'PUBLIC KEY' is expected")]
    [InlineData("receipt verify <receipt>", "--key")]
    [InlineData("receipt verify", "FILE")]
    [InlineData("receipt", "Required command")]
    [InlineData("receipt verify <folder> --key <key>", "FILE: there is no file ")]
    public async Task what_cannot_be_read_ends_with_2_and_one_line(string line, string named)
    {
        File.WriteAllText(Path.Combine(_folder, "private.pem"), Key.ToPem());
        var words = line.Replace("<nothing>", Path.Combine(_folder, "nothing"), StringComparison.Ordinal)
            .Replace("<private>", Path.Combine(_folder, "private.pem"), StringComparison.Ordinal)
            .Replace("<receipt>", _receipt, StringComparison.Ordinal)
            .Replace("<folder>", _folder, StringComparison.Ordinal)
            .Replace("<key>", _key, StringComparison.Ordinal);

        (await _shell.Run(words.Split(' '))).ShouldBe(ExitCode.BadInput, _shell.Error.ToString());

        _shell.Error.ToString().ShouldContain(named);
        _shell.Out.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task what_others_wrote_in_it_cannot_steer_the_terminal()
    {
        File.WriteAllText(_receipt, (Some with { VenId = "ven-\u001b[2J\u202e" }).SignedBy(Key));

        (await Verify()).ShouldBe(ExitCode.Done);

        _shell.Out.ToString().ShouldNotContain('\u001b');
        _shell.Out.ToString().ShouldContain("ven-·[2J·");
    }

    [Fact]
    public async Task the_receipt_of_the_guide_holds_and_prints_what_the_guide_shows()
    {
        var guide = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Guide", "command-line.md"))).ReplaceLineEndings(
            "\n"
        );
        var command = guide.Split('\n').Single(l => l.StartsWith("$ drevents receipt verify ", StringComparison.Ordinal));
        var shown = guide.Split(command + "\n")[1].Split("\n```")[0];
        var words = command
            .Replace("tests/DrEvents.Cli.Tests/Receipts", Path.Combine(AppContext.BaseDirectory, "Receipts"), StringComparison.Ordinal)
            .Split(' ')[2..];

        (await _shell.Run(words)).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        string.Join('\n', _shell.Out.ToString().ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd())).TrimEnd().ShouldBe(shown);
    }

    private Task<int> Verify(params string[] options) => _shell.Run(["receipt", "verify", _receipt, "--key", _key, .. options]);
}
