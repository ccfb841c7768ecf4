using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Measurement.Proof;

namespace DrEvents.Cli.Tests;

/// <summary>
/// A file that never ends is refused in one line before it fills the memory, whichever verb it is given to. What is allocated is counted for the whole process,
/// so nothing runs beside it.
/// </summary>
[Collection(nameof(EndlessFileTests))]
[CollectionDefinition(nameof(EndlessFileTests), DisableParallelization = true)]
public sealed class EndlessFileTests : IDisposable
{
    private const string Endless = "/dev/zero";
    private const long BytesMost = 400_000_000;
    private readonly TestShell _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("endless-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("temperature import @ --url http://127.0.0.1:9", "is longer than 8388608 bytes")]
    [InlineData("meter import ven-1 @ --url http://127.0.0.1:9", "is longer than 33554432 bytes")]
    [InlineData("mv baseline --profile gb-10-of-10 --meter @ --start 2026-07-01T14:00 --end 2026-07-01T15:00", "line 1: line: ")]
    [InlineData("mv baseline --profile @ --meter # --start 2026-07-01T14:00 --end 2026-07-01T15:00", "line 1: file: has more than")]
    [InlineData("fleet --command-keys @", "has more than 16384 bytes")]
    [InlineData("receipt verify @ --key #", "line 1: file: has more than")]
    [InlineData("receipt verify # --key @", "line 1: file: has more than")]
    public async Task it_is_refused(string verb, string said)
    {
        Assert.SkipUnless(File.Exists(Endless), "there is no such device here");
        var some = Path.Combine(_folder, "some");
        await File.WriteAllTextAsync(some, SomeFor(verb), TestContext.Current.CancellationToken);
        var before = GC.GetTotalAllocatedBytes();

        var code = await _shell.Run(
            TestContext.Current.CancellationToken,
            [
                .. verb.Split(' ')
                    .Select(w =>
                        w == "@" ? Endless
                        : w == "#" ? some
                        : w
                    ),
            ]
        );

        code.ShouldBe(ExitCode.BadInput, _shell.Error.ToString());
        var error = _shell.Error.ToString().TrimEnd();
        error.ShouldContain(said);
        error.Split('\n').Length.ShouldBe(1);
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(BytesMost);
    }

    private static string SomeFor(string verb) =>
        verb.StartsWith("receipt", StringComparison.Ordinal) && verb.EndsWith('@')
            ? new Receipt("v", "evt-1a2b3c4d", 1, "gb-10-of-10", 1, 1, 1, null, NodaTime.Instant.FromUtc(2026, 7, 1, 0, 0)).SignedBy(
                SigningKey.New()
            )
            : "2026-07-01 00:00,1\n2026-07-01 00:15,2\n";
}
