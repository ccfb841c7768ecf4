using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Settlement;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Proof;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DrEvents.Backend.Tests.Settlement;

/// <summary>What is wrong with terms and key is said at the start; the key is made once.</summary>
public sealed class SettlementOptionsTests : IDisposable
{
    private readonly SettlementFiles _files = new(SettlementFiles.ForAll);

    /// <inheritdoc />
    public void Dispose() => _files.Dispose();

    [Fact]
    public void without_files_nothing_is_settled_and_no_receipts_are_given()
    {
        var options = new SettlementOptions();

        options.Problems().ShouldBeEmpty();
        new TermsInForce(Options.Create(options), TimeProvider.System).Book.ShouldBeNull();
        KeyOf(options).Key.ShouldBeNull();
    }

    [Fact]
    public void a_file_that_is_not_there_is_named()
    {
        new SettlementOptions { TermsFile = "/nowhere/t.json" }
            .Problems()
            .ShouldHaveSingleItem()
            .ShouldStartWith("Settlement:TermsFile: ");
        var missing = _files.Terms + "x";
        new SettlementOptions { TermsFile = missing }
            .Problems()
            .ShouldBe([$"Settlement:TermsFile: there is no file {missing}"]);
        new SettlementOptions { SigningKeyFile = "/nowhere/k.pem" }
            .Problems()
            .ShouldBe(["Settlement:SigningKeyFile: there is no folder for /nowhere/k.pem"]);
    }

    [Fact]
    public void what_is_wrong_in_a_file_is_named_with_its_field()
    {
        File.WriteAllText(_files.Terms, SettlementFiles.ForAll.Replace("\"EUR\"", "\"euro\"", StringComparison.Ordinal));
        File.WriteAllText(_files.Key, SigningKey.New().Public.ToPem());

        new SettlementOptions { TermsFile = _files.Terms, SigningKeyFile = _files.Key }
            .Problems()
            .ShouldBe([
                $"Settlement:TermsFile: {_files.Terms}: line 1: terms.0.currency: is not three capital letters",
                $"Settlement:SigningKeyFile: {_files.Key}: line 1: key: is 'PUBLIC KEY', and 'PRIVATE KEY' is expected",
            ]);
    }

    [Theory]
    [InlineData(5, null)]
    [InlineData(15, null)]
    [InlineData(10, "terms.0.intervalMinutes: is no multiple of Results:IntervalMinutes, 10")]
    [InlineData(30, "terms.0.intervalMinutes: is no multiple of Results:IntervalMinutes, 30")]
    public void terms_whose_intervals_cannot_be_made_are_refused(int resultMinutes, string? problem)
    {
        var fit = new TermsFitResults(Options.Create(new ResultOptions { IntervalMinutes = resultMinutes }));

        var said = fit.Validate(null, new SettlementOptions { TermsFile = _files.Terms }).Failures;

        (said ?? []).ShouldBe(problem is null ? [] : [$"Settlement:TermsFile: {_files.Terms}: {problem}"]);
    }

    [Fact]
    public async Task a_key_is_made_once_and_read_from_then_on()
    {
        var options = new SettlementOptions { SigningKeyFile = _files.Key };
        var nodes = Enumerable.Range(0, 8).Select(_ => KeyOf(options)).ToList();

        await Task.WhenAll(nodes.Select(n => Task.Run(() => n.StartAsync(CancellationToken.None))));

        nodes.Select(n => n.Key!.Public.Id).Distinct().ShouldHaveSingleItem().ShouldBe(KeyOf(options).Key!.Public.Id);
        SigningKey.Read(InputFile.At(_files.Key)).Public.Id.ShouldBe(nodes[0].Key!.Public.Id);
        Directory.GetFiles(Path.GetDirectoryName(_files.Key)!).Length.ShouldBe(2, "the terms and the key");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(_files.Key).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static ReceiptKey KeyOf(SettlementOptions options) => new(Options.Create(options), NullLogger<ReceiptKey>.Instance);
}
