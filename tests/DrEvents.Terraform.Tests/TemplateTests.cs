using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DrEvents.Terraform.Tests.Tools;
using DrEvents.Testing.Policies;

namespace DrEvents.Terraform.Tests;

/// <summary>The templates that Terraform and these tests both read.</summary>
public sealed partial class TemplateTests
{
    private const string Templates = "ops/terraform/modules/iot/templates/";

    private static readonly Dictionary<string, (string Name, string Value)[]> Variables = new()
    {
        ["iot/templates/ven.json.tftpl"] = [("arn", "arn:x"), ("client_id", "c")],
        ["iot/templates/ven-older-names.json.tftpl"] = [("arn", "arn:x")],
        ["iot/templates/backend.json.tftpl"] = [("arn", "arn:x"), ("client_id", "c")],
        ["iot/templates/claim.json.tftpl"] = [("arn", "arn:x"), ("template", "t")],
        ["iot/templates/provision-by-claim.json.tftpl"] = [("policy", "p"), ("thing_type", "t"), ("group", "g")],
        ["iot/templates/provision-by-ca.json.tftpl"] = [("policy", "p"), ("thing_type", "t"), ("group", "g")],
        ["backend/templates/enrolment.json.tftpl"] = [("iot_arn", "arn:x")],
        ["backend/templates/task.json.tftpl"] =
        [
            ("iot_arn", "arn:x"),
            ("parameter_arn", "arn:p"),
            ("kms_key_arn", "arn:k"),
            ("region", "r"),
        ],
    };

    public static TheoryData<string> All =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Repository.Terraform, "modules"), "*.tftpl", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Path.Combine(Repository.Terraform, "modules"), file)),
        ];

    [Theory]
    [MemberData(nameof(All))]
    public async Task these_tests_render_a_template_as_terraform_does(string template)
    {
        TerraformProgram.Require();
        var variables = Variables[template];
        using var folder = new TemporaryFolder();
        var file = Repository.PathOf($"ops/terraform/modules/{template}");
        var values = string.Join(", ", variables.Select(v => $"{v.Name} = \"{v.Value}\""));
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "main.tf"),
            $$"""
            output "rendered" {
              value = templatefile("{{file}}", { {{values}} })
            }
            """
        );
        (await TerraformProgram.RunAsync(folder.Path, "apply", "-auto-approve", "-state=state")).ExitCode.ShouldBe(0);
        var state = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Path, "state")))!;
        state["outputs"]!["rendered"]!["value"]!
            .GetValue<string>()
            .ShouldBe(Template.Render($"ops/terraform/modules/{template}", variables));
    }

    /// <summary>That a template gets the variables that it uses, where it is called.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void a_template_is_called_with_what_it_uses(string template)
    {
        var module = Path.Combine(Repository.Terraform, "modules", template.Split('/')[0]);
        var text = string.Concat(Directory.EnumerateFiles(module, "*.tf").Select(File.ReadAllText));
        var file = template[(template.IndexOf('/', StringComparison.Ordinal) + 1)..] + "\", ";
        text.ShouldContain(file);
        var call = text[(text.IndexOf(file, StringComparison.Ordinal) + file.Length)..];
        var passed = call.StartsWith("local.", StringComparison.Ordinal)
            ? After(text, $"{call["local.".Length..call.IndexOf(')', StringComparison.Ordinal)]} = {{", "}")
            : After(call, "{", "})");
        Key().Matches(passed).Select(m => m.Groups[1].Value).ShouldBe(Variables[template].Select(v => v.Name), ignoreOrder: true);
    }

    [Theory]
    [InlineData("provision-by-claim", "VenId")]
    [InlineData("provision-by-ca", "AWS::IoT::Certificate::CommonName")]
    public void a_provisioned_ven_gets_its_name_its_certificate_and_its_policy(string name, string venId)
    {
        var template = JsonNode.Parse(
            Template.Render($"{Templates}{name}.json.tftpl", ("policy", "p"), ("thing_type", "t"), ("group", "g"))
        )!;
        var (parameters, resources) = (template["Parameters"]!.AsObject(), template["Resources"]!.AsObject());
        var named = resources.ToDictionary(r => r.Value!["Type"]!.GetValue<string>(), r => r.Value!["Properties"]!.AsObject());
        named["AWS::IoT::Thing"]["ThingName"]!["Ref"]!.GetValue<string>().ShouldBe(venId);
        named["AWS::IoT::Thing"]["ThingTypeName"]!.GetValue<string>().ShouldBe("t");
        named["AWS::IoT::Policy"]["PolicyName"]!.GetValue<string>().ShouldBe("p");
        named["AWS::IoT::Certificate"]["CertificateId"]!["Ref"]!.GetValue<string>().ShouldBe("AWS::IoT::Certificate::Id");
        Ref().Matches(template.ToJsonString()).Select(m => m.Groups[1].Value).Except(parameters.Select(p => p.Key)).ShouldBeEmpty();
    }

    /// <summary>
    /// A box with a claim may not take the name of another. One with a certificate of the authority comes again, with a new certificate and the same name.
    /// </summary>
    [Theory]
    [InlineData("provision-by-claim", "FAIL")]
    [InlineData("provision-by-ca", "DO_NOTHING")]
    public void a_thing_that_is_there_is_taken_by_its_authority_and_by_no_claim(string name, string what)
    {
        var template = JsonNode.Parse(
            Template.Render($"{Templates}{name}.json.tftpl", ("policy", "p"), ("thing_type", "t"), ("group", "g"))
        )!;
        var settings = template["Resources"]!["thing"]!["OverrideSettings"]!.AsObject();
        settings.Select(s => s.Key).ShouldBe(["AttributePayload", "ThingTypeName", "ThingGroups"], ignoreOrder: true);
        settings.Select(s => (string)s.Value!).Distinct().ShouldBe([what]);
    }

    private static string After(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"(\w+)\s+= ")]
    private static partial Regex Key();

    [GeneratedRegex("\"Ref\":\"([^\"]+)\"")]
    private static partial Regex Ref();
}
