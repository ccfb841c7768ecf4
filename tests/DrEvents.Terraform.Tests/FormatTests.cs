using DrEvents.Terraform.Tests.Tools;

namespace DrEvents.Terraform.Tests;

/// <summary>What Terraform itself says of the files.</summary>
public sealed class FormatTests
{
    private const string Example = "environments/example";

    public FormatTests() => TerraformProgram.Require();

    [Fact]
    public async Task every_file_is_formatted()
    {
        var result = await TerraformProgram.RunAsync(Repository.Terraform, "fmt", "-check", "-recursive", "-diff");
        result.ExitCode.ShouldBe(0, result.Text);
    }

    [Fact]
    public async Task a_file_that_is_not_formatted_is_found()
    {
        using var folder = TemporaryFolder.OfTerraformWith(
            "modules/iot/policies.tf",
            "  name   = \"${var.name}-ven\"",
            "name=\"${var.name}-ven\""
        );
        (await TerraformProgram.RunAsync(folder.Path, "fmt", "-check", "-recursive")).ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task the_example_can_be_read_with_all_of_its_modules()
    {
        var result = await TerraformProgram.RunAsync(Path.Combine(Repository.Terraform, Example), "get");
        result.ExitCode.ShouldBe(0, result.Text);
    }

    [Theory]
    [InlineData("modules/iot/variables.tf", "variable \"vens\" {", "variable \"name\" {", "Duplicate variable declaration")]
    [InlineData("environments/example/main.tf", "\"../../modules/iot\"", "\"../../modules/io\"", "Unreadable module directory")]
    [InlineData("modules/alarms/main.tf", "count = var.email", "counts {}\n  count = ", "Invalid expression")]
    public async Task what_cannot_be_read_is_found(string file, string text, string mistake, string problem)
    {
        using var folder = TemporaryFolder.OfTerraformWith(file, text, mistake);
        var result = await TerraformProgram.RunAsync(Path.Combine(folder.Path, Example), "get");
        result.ExitCode.ShouldNotBe(0);
        result.Text.ShouldContain(problem);
    }
}
