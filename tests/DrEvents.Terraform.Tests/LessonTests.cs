using System.Text.Json.Nodes;
using DrEvents.Terraform.Tests.Configurations;
using DrEvents.Terraform.Tests.Tools;

namespace DrEvents.Terraform.Tests;

/// <summary>What the provider takes either way, and only one of which is right. Each was wrong once.</summary>
public sealed class LessonTests
{
    /// <summary>By resource: what is read there, and what it has to say.</summary>
    private static readonly (string Module, string Address, string Argument, string Says)[] Lessons =
    [
        // Without its key a snapshot is lost: it is the database's own, and no destroy takes it.
        ("database", "aws_kms_key.this", "lifecycle.prevent_destroy", "true"),
        ("database", "aws_db_instance.this", "kms_key_id", "${aws_kms_key.this.arn}"),
        ("database", "aws_db_instance.this", "performance_insights_kms_key_id", "${aws_kms_key.this.arn}"),
        ("database", "aws_db_instance.this", "allow_major_version_upgrade", "${var.major_upgrade}"),
        ("database", "aws_db_instance.this", "apply_immediately", "${var.major_upgrade}"),
        // A certificate that was locked out stays so at the next apply.
        ("iot", "aws_iot_certificate.ven", "active", "${each.value.active}"),
        ("iot", "aws_iot_certificate.claim", "active", "${!var.claim_revoked}"),
        // The role is the template's, and AWS refuses both.
        ("iot", "aws_iot_ca_certificate.vens", "registration_config.role_arn", ""),
        ("iot", "aws_lambda_permission.hook", "source_arn", "${local.arn}:provisioningtemplate/${local.by_claim_name}"),
        ("iot", "aws_iot_provisioning_template.by_claim", "depends_on", "${aws_lambda_permission.hook}"),
        ("iot", "aws_iam_role_policy.logging", "policy", "logs:CreateLogGroup"),
        // What put-parameter changes besides the value is not undone.
        ("secrets", "aws_ssm_parameter.this", "lifecycle.ignore_changes", "description"),
        ("secrets", "aws_ssm_parameter.this", "lifecycle.ignore_changes", "tier"),
        ("backend", "aws_iam_role_policy.secrets_manager", "policy", "parameter/aws/reference/secretsmanager/*"),
        ("backend", "aws_lb_target_group.this", "lifecycle.create_before_destroy", "true"),
        ("backend", "aws_lb_target_group.this", "name", ""),
        ("backend", "aws_ecs_service.this", "depends_on", "${aws_iam_role_policy_attachment.execution}"),
        ("provisioning-hook", "aws_lambda_function.this", "timeout", "5"),
    ];

    [Fact]
    public async Task what_was_wrong_once_is_right() => (await ProblemsAsync(Repository.Terraform)).ShouldBeEmpty();

    [Theory]
    [InlineData(
        "modules/database/main.tf",
        "    prevent_destroy = true\n",
        "    prevent_destroy = false\n",
        "aws_kms_key.this lifecycle.prevent_destroy"
    )]
    [InlineData("modules/database/main.tf", "= aws_kms_key.this.arn", "= var.kms_key_arn", "aws_db_instance.this kms_key_id")]
    [InlineData("modules/iot/main.tf", "active = each.value.active", "active = true", "aws_iot_certificate.ven active")]
    [InlineData(
        "modules/iot/provisioning.tf",
        "    template_name = ",
        "    role_arn      = aws_iam_role.provisioning[0].arn\n    template_name = ",
        "aws_iot_ca_certificate.vens registration_config.role_arn"
    )]
    [InlineData("modules/backend/roles.tf", "reference/secretsmanager/*", "reference/*", "aws_iam_role_policy.secrets_manager policy")]
    public async Task each_is_found(string file, string right, string wrong, string problem)
    {
        using var folder = TemporaryFolder.OfTerraformWith(file, right, wrong);
        (await ProblemsAsync(folder.Path)).ShouldContain(problem);
    }

    private static async Task<List<string>> ProblemsAsync(string root)
    {
        var modules = await TerraformModule.ReadAllAsync(root);
        return
        [
            .. from lesson in Lessons
            let block = modules[$"modules/{lesson.Module}"].Resources.Single(r => r.Address == lesson.Address)
            where !IsSaid(At(block.Body, lesson.Argument), lesson.Says)
            select $"{lesson.Address} {lesson.Argument}",
        ];
    }

    /// <summary>Nothing stands for an argument that is not there; of an expression that is longer, a part is enough.</summary>
    private static bool IsSaid(JsonNode? found, string says)
    {
        if (found is null || says.Length == 0)
            return found is null && says.Length == 0;
        if (found is JsonArray several)
            return several.Any(one => (string?)one == says || (string?)one == $"${{{says}}}");
        var text = found.ToString();
        return text == says || text.StartsWith("${jsonencode(", StringComparison.Ordinal) && text.Contains(says, StringComparison.Ordinal);
    }

    private static JsonNode? At(JsonNode? node, string argument)
    {
        foreach (var name in argument.Split('.'))
            node = (node is JsonArray blocks ? blocks.Single() : node)?[name];
        return node;
    }
}
