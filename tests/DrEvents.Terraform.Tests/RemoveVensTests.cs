using DrEvents.Local.Processes;
using DrEvents.Terraform.Tests.Tools;

namespace DrEvents.Terraform.Tests;

/// <summary>The script that takes away what came by a claim or an authority, with a command line of AWS that only answers and writes down.</summary>
public sealed class RemoveVensTests
{
    private const string Aws = """
        #!/bin/sh
        shift
        case "$1 $3" in
          "list-things-in-thing-group "*) printf 'ven-1\tven-2\n' ;;
          "list-thing-principals ven-1") printf 'arn:cert/one\n' ;;
          "list-thing-principals ven-2") printf 'arn:cert/two\tarn:cert/three\n' ;;
          "list-attached-policies arn:cert/two") printf 'None\n' ;;
          "list-attached-policies "*) printf 'p\n' ;;
          "describe-certificate three") printf 'authority\n' ;;
          "describe-certificate "*) printf 'None\n' ;;
          *) echo "$*" >>"$CALLS" ;;
        esac
        """;

    /// <summary>As AWS while it still detaches: the first two times it refuses to delete anything, and the third time it does.</summary>
    private const string Slow = """
        #!/bin/sh
        shift
        case "$1" in
          list-things-in-thing-group) printf 'ven-1\n' ;;
          list-thing-principals) printf 'arn:cert/one\n' ;;
          list-attached-policies | describe-certificate) printf 'None\n' ;;
          delete-*) echo "$1" >>"$CALLS"; [ "$(grep -c "$1" "$CALLS")" -ge "$REFUSED_UNTIL" ] ;;
        esac
        """;

    private const string Sleep = """
        #!/bin/sh
        echo "sleep $1" >>"$CALLS"
        """;

    [Fact]
    public async Task takes_every_ven_of_the_group_and_keeps_what_an_authority_signed_revoked()
    {
        var (result, calls) = await RemoveAsync(Aws);
        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldBe("ven-1 is removed\nven-2 is removed\n");
        calls.ShouldBe([
            "update-certificate --certificate-id one --new-status REVOKED",
            "detach-policy --policy-name p --target arn:cert/one",
            "detach-thing-principal --thing-name ven-1 --principal arn:cert/one",
            "delete-certificate --certificate-id one",
            "delete-thing --thing-name ven-1",
            "update-certificate --certificate-id two --new-status REVOKED",
            "detach-thing-principal --thing-name ven-2 --principal arn:cert/two",
            "delete-certificate --certificate-id two",
            "update-certificate --certificate-id three --new-status REVOKED",
            "detach-policy --policy-name p --target arn:cert/three",
            "detach-thing-principal --thing-name ven-2 --principal arn:cert/three",
            "delete-thing --thing-name ven-2",
        ]);
    }

    [Fact]
    public async Task asks_again_while_aws_still_detaches()
    {
        var (result, calls) = await RemoveAsync(Slow, refusedUntil: 3);
        result.ExitCode.ShouldBe(0, result.Text);
        calls.ShouldBe([.. Thrice("delete-certificate"), .. Thrice("delete-thing")]);

        static string[] Thrice(string call) => [call, "sleep 3", call, "sleep 3", call];
    }

    [Fact]
    public async Task ends_with_an_error_when_aws_refuses_for_good()
    {
        var (result, calls) = await RemoveAsync(Slow, refusedUntil: 11);
        result.ExitCode.ShouldBe(1, result.Text);
        result.Output.ShouldBeEmpty();
        calls.Count(c => c == "delete-certificate").ShouldBe(10);
        calls.ShouldNotContain("delete-thing");
    }

    private static async Task<(CommandResult Result, string[] Calls)> RemoveAsync(string aws, int refusedUntil = 1)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is for shells of Linux.");
        using var folder = new TemporaryFolder();
        var calls = Path.Combine(folder.Path, "calls");
        foreach (var (name, script) in new[] { ("aws", aws), ("sleep", Sleep) })
        {
            var program = Path.Combine(folder.Path, name);
            await File.WriteAllTextAsync(program, script);
            await new Command(["chmod", "+x", program]).RunOrThrowAsync();
        }
        var result = await new Command([
            "env",
            $"PATH={folder.Path}:{Environment.GetEnvironmentVariable("PATH")}",
            $"CALLS={calls}",
            $"REFUSED_UNTIL={refusedUntil}",
            "bash",
            Repository.PathOf("ops/scripts/remove-provisioned-vens"),
            "drevents-vens",
        ]).RunAsync();
        return (result, await File.ReadAllLinesAsync(calls));
    }
}
