using System.Text.Json.Nodes;
using DrEvents.Terraform.Tests.Tools;

namespace DrEvents.Terraform.Tests;

/// <summary>What Terraform computes of the files without a provider.</summary>
public sealed class EvaluationTests
{
    [Theory]
    [InlineData("{ven-1={csrs={}}, \"ven:2_a\"={csrs={},older_names=true}}", null)]
    [InlineData("{\"ven 1\"={csrs={}}}", "A VEN id is 1 to 128 characters")]
    [InlineData("{drevents-backend-1={csrs={}}}", "The backends connect with these names")]
    public async Task a_vens_name_is_one_of_the_contract_and_not_a_backends(string vens, string? problem)
    {
        using var iot = new Evaluation("modules/iot").WithLocals("main.tf").WithOutput("keys(local.older_certificates)");
        await ShouldSayAsync(iot, problem, [.. Iot, ("vens", vens)]);
    }

    /// <summary>So a VEN goes from one to the next; and an apply does not make one good again that was locked out.</summary>
    [Fact]
    public async Task all_certificates_of_a_ven_are_made_and_good_unless_it_is_locked_out()
    {
        using var iot = new Evaluation("modules/iot").WithLocals("main.tf").ForEach("local.certificates").WithOutput("local.certificates");
        var value = await iot.ValueAsync([.. Iot, ("vens", "{a={csrs={\"1\"=\"x\",\"2\"=\"y\"}},b={csrs={\"1\"=\"z\"},revoked=true}}")]);
        value
            .AsObject()
            .ToDictionary(c => c.Key, c => ((string)c.Value!["ven"]!, (string)c.Value["csr"]!, (bool)c.Value["active"]!))
            .ShouldBe(
                new Dictionary<string, (string, string, bool)>
                {
                    ["a/1"] = ("a", "x", true),
                    ["a/2"] = ("a", "y", true),
                    ["b/1"] = ("b", "z", false),
                },
                ignoreOrder: true
            );
        Repository.Read("ops/terraform/modules/iot/main.tf").ShouldContain("  active = each.value.active\n");
    }

    [Theory]
    [InlineData("2", null)]
    [InlineData("3", "backend_csrs has no request of that key")]
    public async Task the_backends_use_one_of_their_certificates(string key, string? problem)
    {
        using var iot = new Evaluation("modules/iot").WithOutput("1");
        await ShouldSayAsync(iot, problem, ("name", "n"), ("backend_csrs", "{\"1\"=\"x\",\"2\"=\"y\"}"), ("backend_csr_in_use", key));
    }

    [Theory]
    [InlineData("null", "null", null)]
    [InlineData("x", "arn:x", null)]
    [InlineData("x", "null", "Provisioning by claim needs")]
    public async Task provisioning_by_claim_needs_somebody_who_knows_the_boxes(string csr, string hook, string? problem)
    {
        using var iot = new Evaluation("modules/iot").WithOutput("1");
        await ShouldSayAsync(iot, problem, [.. Iot, .. NotNull(("claim_csr", csr), ("pre_provisioning_hook_arn", hook))]);
    }

    [Theory]
    [InlineData("true", false, false, null)]
    [InlineData("false", true, true, null)]
    [InlineData("false", true, false, "a balancer on the internet needs")]
    [InlineData("false", false, true, "a balancer on the internet needs")]
    public async Task a_balancer_on_the_internet_asks_people_to_sign_in(
        string isInternal,
        bool hasCertificate,
        bool signsIn,
        string? problem
    )
    {
        const string provider =
            "{issuer=\"i\",authorization_endpoint=\"a\",token_endpoint=\"t\",user_info_endpoint=\"u\",client_id=\"c\",client_secret=\"s\"}";
        using var backend = new Evaluation("modules/backend").WithLocals("balancer.tf").WithOutput("local.asks_to_sign_in");
        await ShouldSayAsync(
            backend,
            problem,
            [
                .. Backend,
                ("internal", isInternal),
                .. NotNull(
                    ("certificate_arn", hasCertificate ? "arn" : "null"),
                    ("domain_name", hasCertificate ? "d" : "null"),
                    ("sign_in", signsIn ? provider : "null")
                ),
            ]
        );
    }

    [Fact]
    public async Task each_zone_has_subnets_and_a_way_out_of_its_own()
    {
        using var network = new Evaluation("modules/network").WithLocals("main.tf").WithLocals("security.tf").ForEach("local.clients");
        network.WithOutput("{ zones = local.zones, nat = keys(local.nat_zones), clients = local.clients }");
        var value = await network.ValueAsync(("name", "n"), ("availability_zones", "[\"a\",\"b\"]"), ("client_cidrs", "[\"10.1.0.0/16\"]"));
        value["zones"]!.ToJsonString().ShouldBe("""{"a":0,"b":1}""");
        value["nat"]!.ToJsonString().ShouldBe("""["a","b"]""");
        value["clients"]!.AsObject().Select(c => (int)c.Value!["port"]!).ShouldBe([80, 443], ignoreOrder: true);
        using var one = new Evaluation("modules/network").WithOutput("1");
        await ShouldSayAsync(one, "Two to four zones", ("name", "n"), ("availability_zones", "[\"a\"]"));
    }

    [Fact]
    public async Task a_request_in_a_folder_makes_a_ven()
    {
        using var example = new Evaluation("environments/example").WithLocals("main.tf");
        // Of the example's own folder only the files are not there.
        var text = Path.Combine(example.Folder, "locals-main.tf");
        await File.WriteAllTextAsync(
            text,
            (await File.ReadAllTextAsync(text)).Replace(
                Path.Combine(Repository.Terraform, "environments/example"),
                example.Folder,
                StringComparison.Ordinal
            )
        );
        (string, string)[] files =
        [
            ("vens", "ven-1.csr"),
            ("vens", "ven-1.2.csr"),
            ("older-vens", "old:1.csr"),
            ("older-vens", "notes.txt"),
            ("backend", "1.csr"),
            ("backend", "2.csr"),
        ];
        foreach (var (folder, file) in files)
        {
            Directory.CreateDirectory(Path.Combine(example.Folder, "requests", folder));
            await File.WriteAllTextAsync(Path.Combine(example.Folder, "requests", folder, file), file);
        }
        var value = await example
            .WithOutput("{ vens = local.vens, backends = local.backend_csrs, claim = local.claim_csr, authority = local.ven_authority }")
            .ValueAsync(("region", "r"), ("availability_zones", "[]"), ("image", "i"), ("revoked_vens", "[\"old:1\"]"));
        var expected = JsonNode.Parse(
            """
            {
              "vens": {
                "ven-1": { "csrs": { "1": "ven-1.csr", "2": "ven-1.2.csr" }, "revoked": false, "older_names": false },
                "old:1": { "csrs": { "1": "old:1.csr" }, "revoked": true, "older_names": true }
              },
              "backends": { "1": "1.csr", "2": "2.csr" },
              "claim": null,
              "authority": null
            }
            """
        );
        JsonNode.DeepEquals(value, expected).ShouldBeTrue(value.ToJsonString());
    }

    [Fact]
    public async Task the_backends_container_waits_for_its_files_and_gets_its_password_as_a_secret()
    {
        using var backend = new Evaluation("modules/backend").WithLocals("main.tf").WithExpression("main.tf", "container_definitions");
        var value = await backend.ValueAsync([.. Backend, ("settings", "{Forecast__TimeZone=\"Europe/Berlin\"}")]);
        var containers = JsonNode.Parse(value.GetValue<string>())!.AsArray();
        var (files, own) = (containers[0]!, containers[1]!);
        files["command"]![0]!.GetValue<string>().ShouldBe(Repository.Read("ops/terraform/modules/backend/write-files.sh"));
        own["dependsOn"]![0]!["containerName"]!.GetValue<string>().ShouldBe((string)files["name"]!);
        own["mountPoints"]![0]!["containerPath"]!.GetValue<string>().ShouldBe((string)files["mountPoints"]![0]!["containerPath"]!);
        var environment = own["environment"]!.AsArray().ToDictionary(v => (string)v!["name"]!, v => (string)v!["value"]!);
        environment["ConnectionStrings__Postgres"].ShouldBe("Host=h;Root Certificate=/run/drevents/database-ca.pem");
        environment["URLS"].ShouldBe("http://0.0.0.0:8000");
        environment["Shadow__Provider"].ShouldBe("aws");
        (environment["Mqtt__Commands"], environment["DataPlane__Endpoint"]).ShouldBe(("dataPlane", environment["Mqtt__Host"]));
        environment["DataPlane__Region"].ShouldBe(environment["AWS_REGION"]);
        environment["Forecast__TimeZone"].ShouldBe("Europe/Berlin");
        own["secrets"]!
            .ToJsonString()
            .ShouldBe(
                """[{"name":"PGPASSWORD","valueFrom":"database_password_arn"},{"name":"Access__AdministratorKey","valueFrom":"administrator_key_arn"}]"""
            );
        own["healthCheck"]!["command"]!.AsArray().Last()!.GetValue<string>().ShouldBe("8000");
        files["environment"]!.ToJsonString().ShouldNotContain("mqtt_key_arn");
    }

    private static (string, string)[] Iot => [("name", "n"), ("backend_csrs", "{\"1\"=\"x\"}"), ("backend_csr_in_use", "1")];

    private static (string, string)[] Backend =>
        [
            .. new[]
            {
                "name",
                "image",
                "vpc_id",
                "balancer_security_group_id",
                "backend_security_group_id",
                "database_ca_pem",
                "database_password_arn",
                "administrator_key_arn",
                "iot_arn",
                "iot_endpoint",
                "mqtt_client_id",
                "mqtt_certificate",
                "mqtt_key_arn",
                "parameter_prefix",
                "kms_key_arn",
            }.Select(n => (n, n)),
            ("container_subnet_ids", "[]"),
            ("balancer_subnet_ids", "[]"),
            ("connection_string", "Host=h;Root Certificate={ca}"),
        ];

    private static IEnumerable<(string, string)> NotNull(params (string, string Value)[] variables) =>
        variables.Where(v => v.Value != "null");

    private static async Task ShouldSayAsync(Evaluation evaluation, string? problem, params (string, string)[] variables)
    {
        var result = await evaluation.RunAsync(variables);
        result.ExitCode.ShouldBe(problem is null ? 0 : 1, result.Text);
        if (problem is not null)
            result.Text.ShouldContain(problem);
    }
}
