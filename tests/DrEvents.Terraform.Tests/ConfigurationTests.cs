using System.Text.Json.Nodes;
using DrEvents.Terraform.Tests.Configurations;
using DrEvents.Terraform.Tests.Schemas;
using DrEvents.Terraform.Tests.Tools;

namespace DrEvents.Terraform.Tests;

/// <summary>The files against the provider's schema, and against each other. Each kind of mistake is planted once, and found.</summary>
public sealed class ConfigurationTests
{
    [Fact]
    public async Task every_resource_and_argument_is_as_the_provider_has_it()
    {
        var modules = await TerraformModule.ReadAllAsync(Repository.Terraform);
        var check = new SchemaCheck(await ProviderSchema.ReadAsync());
        check.Problems(modules.Values).ShouldBeEmpty();
        check.Looked.ShouldBeGreaterThan(300);
    }

    [Fact]
    public async Task everything_that_is_referred_to_is_there()
    {
        var modules = await TerraformModule.ReadAllAsync(Repository.Terraform);
        modules.Keys.ShouldBe(
            [
                "environments/example",
                .. new[] { "alarms", "backend", "database", "iot", "network", "provisioning-hook", "secrets" }.Select(m => $"modules/{m}"),
            ],
            ignoreOrder: true
        );
        new ReferenceCheck(modules, await ProviderSchema.ReadAsync()).Problems().ShouldBeEmpty();
    }

    [Fact]
    public async Task every_module_asks_for_the_provider_whose_schema_is_checked()
    {
        var modules = await TerraformModule.ReadAllAsync(Repository.Terraform);
        var minor = string.Join('.', (await ProviderSchema.ReadAsync()).Version.Split('.').Take(2));
        foreach (var module in modules.Values)
            module.Settings.ShouldHaveSingleItem()["required_providers"]![0]!["aws"]!["version"]!
                .GetValue<string>()
                .ShouldBe($"~> {minor}");
    }

    [Theory]
    [InlineData("aws_iot_thing_type\" \"ven", "aws_iot_thing_kind\" \"ven", "aws_iot_thing_kind.ven: the provider has no such resource")]
    [InlineData(
        "aws_iot_endpoint\" \"data",
        "aws_iot_endpoints\" \"data",
        "data.aws_iot_endpoints.data: the provider has no such data source"
    )]
    [InlineData("csr    = each.value\n", "csr    = each.value\n  cs = 1\n", "aws_iot_certificate.backend: no argument or block cs")]
    [InlineData("csr    = each.value\n", "csr    = each.value\n  id = 1\n", "aws_iot_certificate.backend: no argument or block id")]
    [InlineData("  active = true\n", "", "aws_iot_certificate.backend: active is required")]
    [InlineData(
        "    description = \"All VENs",
        "    describes = \"All VENs",
        "aws_iot_thing_group.vens.properties: no argument or block describes"
    )]
    [InlineData(
        "  properties {\n    description = \"All",
        "  properties = {\n    description = \"All",
        "aws_iot_thing_group.vens.properties is a block, not an argument"
    )]
    [InlineData("active = true", "active = [true]", "aws_iot_certificate.backend.active is no single value")]
    [InlineData(
        "  properties {\n    description = \"All",
        "  properties {}\n  properties {\n    description = \"All",
        "aws_iot_thing_group.vens.properties may stand there once"
    )]
    [InlineData(
        "name = \"${var.name}-vens\"",
        "name = \"${var.name}-vens\"\n  tags { a = 1 }\n",
        "aws_iot_thing_group.vens.tags is no map"
    )]
    public Task a_mistake_of_the_schema_in_iot_is_found(string text, string mistake, string problem) =>
        FindsInSchemaAsync("modules/iot/main.tf", text, mistake, "modules/iot: " + problem);

    [Theory]
    [InlineData(
        "modules/iot/provisioning.tf",
        "    target_arn = ",
        "    targets = ",
        "modules/iot: aws_iot_provisioning_template.by_claim.pre_provisioning_hook: target_arn is required"
    )]
    [InlineData(
        "modules/backend/balancer.tf",
        "      redirect {\n",
        "      redirection {\n",
        "modules/backend: aws_lb_listener.http.default_action: no argument or block redirection"
    )]
    [InlineData(
        "modules/backend/balancer.tf",
        "        status_code = \"HTTP_301\"\n",
        "",
        "modules/backend: aws_lb_listener.http.default_action.redirect: status_code is required"
    )]
    [InlineData(
        "modules/backend/balancer.tf",
        "dynamic \"default_action\"",
        "dynamic \"default_actions\"",
        "modules/backend: aws_lb_listener.http: no block default_actions, which is made dynamically"
    )]
    [InlineData(
        "environments/example/main.tf",
        "  default_tags {",
        "  standard_tags {",
        "environments/example: provider: no argument or block standard_tags"
    )]
    [InlineData(
        "modules/network/main.tf",
        "  route_table_ids   = [",
        "  route_table_ids   = { a = 1 }\n  security_group_ids = [",
        "modules/network: aws_vpc_endpoint.s3.route_table_ids is no list"
    )]
    public Task a_mistake_of_the_schema_elsewhere_is_found(string file, string text, string mistake, string problem) =>
        FindsInSchemaAsync(file, text, mistake, problem);

    [Theory]
    [InlineData("modules/iot/main.tf", "for_each = var.vens\n", "for_each = var.ven\n", "modules/iot: var.ven: no such variable")]
    [InlineData(
        "modules/iot/main.tf",
        "if certificate.older_names }",
        "if certificate.older_names && var.older }",
        "modules/iot: var.older: no such variable"
    )]
    [InlineData(
        "environments/example/main.tf",
        "file(\"${local.requests}/${folder}/",
        "file(\"${local.request}/${folder}/",
        "environments/example: local.request: no such local value"
    )]
    [InlineData(
        "environments/example/main.tf",
        "module.iot.endpoint",
        "module.iot.host",
        "environments/example: module.iot.host: modules/iot has no such output"
    )]
    [InlineData(
        "environments/example/main.tf",
        "module.iot.endpoint",
        "module.broker.endpoint",
        "environments/example: module.broker.endpoint: no such module"
    )]
    [InlineData(
        "environments/example/main.tf",
        "  vens                      = local.vens\n",
        "  houses                    = local.vens\n",
        "environments/example: module.iot: modules/iot has no variable houses"
    )]
    [InlineData(
        "environments/example/main.tf",
        "  image       = var.image\n",
        "",
        "environments/example: module.backend: modules/backend needs image"
    )]
    [InlineData(
        "environments/example/main.tf",
        "../../modules/iot",
        "../../modules/io",
        "environments/example: module.iot: there is no module at ../../modules/io"
    )]
    [InlineData("modules/network/main.tf", "aws_vpc.this.id", "aws_vpc.that.id", "modules/network: aws_vpc.that.id: no such resource")]
    [InlineData(
        "modules/network/main.tf",
        "aws_eip.nat[each.key].id",
        "aws_eip.nat[each.key].ip",
        "modules/network: aws_eip.nat.ip: aws_eip has no ip to read"
    )]
    [InlineData(
        "modules/network/main.tf",
        "data.aws_region.current.region",
        "data.aws_region.here.region",
        "modules/network: data.aws_region.here.region: no such data source"
    )]
    [InlineData(
        "modules/network/main.tf",
        "data.aws_region.current.region",
        "data.aws_region.current.town",
        "modules/network: data.aws_region.current.town: aws_region has no town to read"
    )]
    [InlineData(
        "modules/iot/policies.tf",
        "templates/ven.json.tftpl",
        "templates/vens.json.tftpl",
        "modules/iot: there is no file templates/vens.json.tftpl"
    )]
    [InlineData("modules/iot/main.tf", "locals {\n", "locals {\n  spare = 1\n", "modules/iot: nobody uses local.spare")]
    [InlineData(
        "modules/iot/outputs.tf",
        "  description = \"Host of broker and data plane.\"\n",
        "",
        "modules/iot: output endpoint has no description"
    )]
    public async Task a_reference_to_what_is_not_there_is_found(string file, string text, string mistake, string problem)
    {
        using var folder = TemporaryFolder.OfTerraformWith(file, text, mistake);
        var modules = await TerraformModule.ReadAllAsync(folder.Path);
        new ReferenceCheck(modules, await ProviderSchema.ReadAsync()).Problems().ShouldContain(problem);
    }

    [Theory]
    [InlineData("""{"a":"${aws_subnet.public[each.key].id}"}""", "aws_subnet.public.id")]
    [InlineData("""{"a":"${aws_nat_gateway.this[var.x ? each.key : var.zones[0]].id}"}""", "aws_nat_gateway.this.id var.x var.zones")]
    [InlineData("""{"a":"${one(aws_iot_certificate.claim[*].certificate_pem)}"}""", "aws_iot_certificate.claim.certificate_pem")]
    [InlineData("""{"a":[{"${var.key}":"x-${data.aws_region.current.region}"}]}""", "var.key data.aws_region.current.region")]
    [InlineData("""{"a":"words about var.name without an expression"}""", "")]
    public void references_are_read_from_expressions(string json, string references) =>
        string.Join(' ', Reference.In(JsonNode.Parse(json))).ShouldBe(references);

    private static async Task FindsInSchemaAsync(string file, string text, string mistake, string problem)
    {
        using var folder = TemporaryFolder.OfTerraformWith(file, text, mistake);
        var modules = await TerraformModule.ReadAllAsync(folder.Path);
        new SchemaCheck(await ProviderSchema.ReadAsync()).Problems(modules.Values).ShouldContain(problem);
    }
}
