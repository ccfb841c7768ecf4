using System.Text.Json.Nodes;
using DrEvents.Local.Processes;
using DrEvents.Terraform.Tests.Tools;

namespace DrEvents.Terraform.Tests;

/// <summary>The function that AWS IoT asks before a box with the claim becomes a VEN, run by a Python of here from the package that the guide makes.</summary>
public sealed class HookTests
{
    private const string Source = "ops/terraform/modules/provisioning-hook/hook.py";

    /// <summary>DynamoDB's client, which AWS's runtime has: a table with one VEN.</summary>
    private const string Boto3 = """
        class Table:
            def __init__(self, name):
                assert name == "drevents-expected-vens", name

            def get_item(self, Key, ConsistentRead):
                if Key["VenId"] == "ven-broken":
                    raise RuntimeError("throttled")
                return {"Item": Key} if Key["VenId"] in ("ven-1", "drevents-backend-1") else {}

        class resource:
            def __init__(self, service):
                assert service == "dynamodb", service
                self.Table = Table
        """;

    [Theory]
    [InlineData("{\"VenId\":\"ven-1\"}", true)]
    [InlineData("{\"VenId\":\"ven-2\"}", false)]
    [InlineData("{\"VenId\":\"drevents-backend-1\"}", false)]
    [InlineData("{\"VenId\":\"ven 1\"}", false)]
    [InlineData("{\"VenId\":\"ven-1\\n\"}", false)]
    [InlineData("{\"VenId\":7}", false)]
    [InlineData("{}", false)]
    [InlineData("null", false)]
    public async Task a_box_becomes_the_ven_that_is_expected_and_no_other(string parameters, bool isAllowed)
    {
        var result = await AskAsync(parameters);
        result.ExitCode.ShouldBe(0, result.Text);
        JsonNode.DeepEquals(JsonNode.Parse(result.Output), new JsonObject { ["allowProvisioning"] = isAllowed }).ShouldBeTrue(result.Text);
    }

    /// <summary>To AWS IoT that is a refusal; were it an answer, a table that is away would let everybody in or be no error of the function.</summary>
    [Fact]
    public async Task a_table_that_does_not_answer_is_an_error() => (await AskAsync("{\"VenId\":\"ven-broken\"}")).ExitCode.ShouldBe(1);

    private static async Task<CommandResult> AskAsync(string parameters)
    {
        using var folder = new TemporaryFolder();
        var (python, package) = (NpmTools.Program("python3"), Path.Combine(folder.Path, "hook.zip"));
        await new Command([python, "-m", "zipfile", "-c", package, Repository.PathOf(Source)]).RunOrThrowAsync();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "boto3.py"), Boto3);
        var question =
            $$"""{"claimCertificateId":"c","certificateId":"i","certificatePem":"p","templateArn":"a","clientId":"claim-1","parameters":{{parameters}}}""";
        const string ask = "import hook, json, sys; print(json.dumps(hook.handler(json.loads(sys.argv[1]), None)))";
        string[] environment =
        [
            $"PYTHONPATH={package}:{folder.Path}",
            "PYTHONDONTWRITEBYTECODE=1",
            "TABLE=drevents-expected-vens",
            "BACKEND_CLIENT_ID=drevents-backend",
        ];
        return await new Command(["env", .. environment, python, "-c", ask, question]).RunAsync();
    }
}
