using DrEvents.Local.Processes;

namespace DrEvents.Terraform.Tests.Tools;

/// <summary>Terraform itself, without any provider: there is none here, so it formats, reads and computes, but knows no resource.</summary>
internal static class TerraformProgram
{
    /// <summary>Skips the test where Terraform is not installed; in CI that is a failure, since there it has to be.</summary>
    public static void Require()
    {
        if (Executables.Find("terraform", Executables.Path) is not null)
            return;
        const string missing =
            "TERRAFORM IS NOT INSTALLED: nothing is known of the format of ops/terraform. See ops/docs/decisions/terraform-checks.md";
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
            Assert.Fail(missing);
        Assert.Skip(missing);
    }

    public static async Task<CommandResult> RunAsync(string folder, params string[] arguments)
    {
        using var data = new TemporaryFolder();
        // env: settings of whoever runs the tests are none of theirs, and what Terraform remembers does not belong beside the files.
        string[] environment = ["env", $"TF_DATA_DIR={data.Path}", "TF_CLI_CONFIG_FILE=/dev/null", "CHECKPOINT_DISABLE=1"];
        return await new Command([.. environment, "terraform", $"-chdir={folder}", .. arguments]).RunAsync();
    }
}
