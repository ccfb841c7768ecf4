using DrEvents.Contracts.Mqtt;
using DrEvents.Testing.Policies;
using Sender = DrEvents.Testing.Policies.Sender;

namespace DrEvents.Terraform.Tests;

/// <summary>What a backend's task may ask of AWS.</summary>
public sealed class TaskRoleTests
{
    private const string Parameters = "arn:aws:ssm:eu-central-1:123456789012:parameter/drevents-example";
    private const string Key = "arn:aws:kms:eu-central-1:123456789012:key/1";

    private static readonly PolicyDocument Task = Principal.TaskPolicy(Parameters, Key);

    public static TheoryData<string> OtherTopics =>
        [
            .. Principal.TopicsOf("ven-1").Where(t => t.Sender != Sender.Backend).Select(t => t.Topic),
            "$aws/things/ven-1/shadow/update",
            "ven/cmd",
            "ven/receipt",
            "x",
        ];

    [Theory]
    [InlineData("iot:Publish", Principal.Arn + ":topic/ven/cmd/ven-1")]
    [InlineData("iot:Publish", Principal.Arn + ":topic/ven/receipt/ven-1")]
    [InlineData("iot:GetThingShadow", Principal.Arn + ":thing/ven-1")]
    [InlineData("iot:UpdateThingShadow", Principal.Arn + ":thing/ven-1")]
    [InlineData("iot:DescribeEndpoint", "*")]
    [InlineData("ssm:GetParameter", Parameters + "/mqtt/backend-key")]
    [InlineData("ssm:GetParametersByPath", Parameters)]
    [InlineData("ssmmessages:OpenDataChannel", "*")]
    public void a_task_may_what_the_backend_does(string action, string resource) => May(action, resource).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(OtherTopics))]
    public void a_task_publishes_commands_and_receipts_and_nothing_else(string topic)
    {
        May("iot:Publish", $"{Principal.Arn}:topic/{topic}").ShouldBeFalse();
        May("iot:RetainPublish", $"{Principal.Arn}:topic/{Topics.Command("ven-1")}").ShouldBeFalse();
    }

    [Theory]
    [InlineData("iot:DeleteThingShadow", Principal.Arn + ":thing/ven-1")]
    [InlineData("iot:CreateThing", Principal.Arn + ":thing/ven-1")]
    [InlineData("iot:AttachPolicy", "*")]
    [InlineData("iot:Connect", Principal.Arn + ":client/drevents-backend")]
    [InlineData("ssm:GetParameter", "arn:aws:ssm:eu-central-1:123456789012:parameter/drevents-example-2/mqtt/backend-key")]
    [InlineData("ssm:GetParameter", "arn:aws:ssm:eu-central-1:123456789012:parameter/another")]
    [InlineData("ssm:PutParameter", Parameters + "/mqtt/backend-key")]
    [InlineData("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-central-1:123456789012:secret:x")]
    [InlineData("kms:Decrypt", Key)]
    [InlineData("kms:Encrypt", Key)]
    public void a_task_may_no_more_than_that(string action, string resource) => May(action, resource).ShouldBeFalse();

    [Theory]
    [InlineData("iot:CreateCertificateFromCsr", "*", true)]
    [InlineData("iot:ListCertificates", "*", true)]
    [InlineData("iot:CreateThing", Principal.Arn + ":thing/ven-1", true)]
    [InlineData("iot:AttachPolicy", Principal.Arn + ":cert/1", true)]
    [InlineData("iot:AttachPolicy", Principal.Arn + ":thinggroup/g", false)]
    [InlineData("iot:DeleteThing", Principal.Arn + ":thing/ven-1", false)]
    [InlineData("iot:CreatePolicy", Principal.Arn + ":policy/p", false)]
    [InlineData("iot:RegisterCACertificate", "*", false)]
    public void a_task_that_enrols_vens_may_make_their_certificates_and_nothing_else(string action, string resource, bool isAllowed) =>
        (Principal.EnrolmentPolicy().Evaluate(action, resource, RequestContext.Empty) == Decision.Allowed).ShouldBe(isAllowed);

    [Theory]
    [InlineData("ssm.eu-central-1.amazonaws.com", Key, true)]
    [InlineData("secretsmanager.eu-central-1.amazonaws.com", Key, true)]
    [InlineData("rds.eu-central-1.amazonaws.com", Key, false)]
    [InlineData("ssm.eu-central-1.amazonaws.com", "arn:aws:kms:eu-central-1:123456789012:key/2", false)]
    public void a_task_decrypts_parameters_with_their_key_through_what_keeps_secrets_only(string service, string key, bool isAllowed)
    {
        var context = new RequestContext(new Dictionary<string, string> { ["kms:ViaService"] = service });
        Task.Evaluate("kms:Decrypt", key, context).ShouldBe(isAllowed ? Decision.Allowed : Decision.NotAllowed);
    }

    private static bool May(string action, string resource) => Task.Evaluate(action, resource, RequestContext.Empty) == Decision.Allowed;
}
