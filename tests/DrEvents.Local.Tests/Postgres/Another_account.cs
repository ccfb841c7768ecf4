using DrEvents.Local.Postgres;
using DrEvents.Local.Processes;

namespace DrEvents.Local.Tests.Postgres;

/// <summary>How root runs a program as somebody else, with each tool that can.</summary>
public class Another_account
{
    [Theory]
    [InlineData("setpriv")]
    [InlineData("runuser")]
    [InlineData("su")]
    public async Task gets_the_arguments_as_they_are(string tool)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can hand over to somebody else.");
        Assert.SkipWhen(Executables.Find(tool) is null, $"{tool} is not installed.");
        var group = (await new Command(["id", "-g", "nobody"]).RunOrThrowAsync()).Trim();
        var prefix = ServerAccount.Ways("nobody", group).Single(way => way[0] == tool);
        const string Awkward = "a b'\"; $(id) `id` --help \\";

        var user = await new Command([.. prefix, "id", "-un"]).RunOrThrowAsync();
        var echoed = await new Command([.. prefix, "printf", "%s|", Awkward, "-c", ""]).RunOrThrowAsync();

        user.Trim().ShouldBe("nobody");
        echoed.ShouldBe(Awkward + "|-c||");
    }

    [Fact]
    public async Task is_the_owner_of_earlier_data()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can hand over to somebody else.");
        var folder = Directory.CreateTempSubdirectory("drevents-owned-");
        await new Command(["chown", "nobody:", folder.FullName]).RunOrThrowAsync();

        var account = await ServerAccount.ResolveAsync(folder.FullName);

        account.User.ShouldBe("nobody");
        folder.Delete();
    }
}
