using System.Text;

namespace DrEvents.Ven.Tests;

/// <summary>Files that are whole or not there.</summary>
public sealed class WholeFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("whole-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_a_process_that_died_has_left_beside_a_file_goes_when_it_is_written_again()
    {
        var file = Path.Combine(_folder, "secrets.json");
        var (left, underWay, another) = (file + ".a.part", file + ".b.part", Path.Combine(_folder, "home.json.c.part"));
        foreach (var part in (string[])[left, underWay, another])
            File.WriteAllText(part, "half");
        foreach (var old in (string[])[left, another])
            File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));

        WholeFile.Write(file, Encoding.UTF8.GetBytes("{}"), WholeFile.Own);

        File.ReadAllText(file).ShouldBe("{}");
        Directory.GetFiles(_folder).Order().ShouldBe([another, file, underWay]);
    }
}
