using DrEvents.Testing.Policies;

namespace DrEvents.Terraform.Tests;

/// <summary>The evaluator against examples of AWS IoT's developer guide ("Publish/Subscribe policy examples", "Thing policy variables", "Connect policy examples").</summary>
public sealed class PolicyEvaluatorTests
{
    private const string Arn = "arn:aws:iot:us-east-1:123456789012:";

    /// <summary>The guide's table: "some/+/topic" in a policy is that text, "some/*/topic" is any of these.</summary>
    [Theory]
    [InlineData("topicfilter/some/*/topic", "topicfilter/some/+/topic", true)]
    [InlineData("topicfilter/some/*/topic", "topicfilter/some/a/topic", true)]
    [InlineData("topicfilter/some/*/topic", "topicfilter/some/a/b/topic", true)]
    [InlineData("topicfilter/some/*/topic", "topicfilter/some/topic", false)]
    [InlineData("topicfilter/some/+/topic", "topicfilter/some/+/topic", true)]
    [InlineData("topicfilter/some/+/topic", "topicfilter/some/a/topic", false)]
    [InlineData("topicfilter/some/#", "topicfilter/some/#", true)]
    [InlineData("topicfilter/some/#", "topicfilter/some/a", false)]
    [InlineData("topic/some/?????/topic", "topic/some/topic/topic", true)]
    [InlineData("topic/some/?????/topic", "topic/some/topics/topic", false)]
    [InlineData("topic/some/sensor*/topic", "topic/some/sensor1/topic", true)]
    [InlineData("topic/some/sensor*/topic", "topic/some/Sensor1/topic", false)]
    [InlineData("topic/a.c", "topic/abc", false)]
    [InlineData("topic/a", "topic/a/b", false)]
    [InlineData("topic/${*}", "topic/*", true)]
    [InlineData("topic/${*}", "topic/a", false)]
    [InlineData("topic/${$}aws", "topic/$aws", true)]
    [InlineData("topic/$aws/things/*/shadow/get", "topic/$aws/things/a/shadow/get", true)]
    public void wildcards_are_those_of_policies_and_not_of_mqtt(string resource, string asked, bool isAllowed)
    {
        var policy = Allow("iot:Subscribe", resource);
        policy.Evaluate("iot:Subscribe", Arn + asked, RequestContext.Empty).ShouldBe(isAllowed ? Decision.Allowed : Decision.NotAllowed);
    }

    /// <summary>"Policies to deny publishing messages to subtopics of a topic name".</summary>
    [Theory]
    [InlineData("department/finance", Decision.Allowed)]
    [InlineData("department/admins", Decision.Denied)]
    [InlineData("office", Decision.NotAllowed)]
    public void a_denial_wins_over_what_is_allowed(string topic, Decision decision)
    {
        var policy = PolicyDocument.Parse(
            $$"""
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":["iot:Publish"],"Resource":["{{Arn}}topic/department/*"]},
              {"Effect":"Deny","Action":["iot:Publish"],"Resource":["{{Arn}}topic/department/admins"]}]}
            """
        );
        policy.Evaluate("iot:Publish", $"{Arn}topic/{topic}", RequestContext.Empty).ShouldBe(decision);
        PolicyDocument
            .Evaluate([policy, Allow("iot:Publish", "topic/department/admins")], "iot:Publish", $"{Arn}topic/{topic}", RequestContext.Empty)
            .ShouldBe(decision);
    }

    /// <summary>"client/${iot:Connection.Thing.ThingName}" with a certificate that is attached to the thing, to another one, and to none.</summary>
    [Theory]
    [InlineData("Thing_1", "Thing_1", Decision.Allowed)]
    [InlineData("Thing_2", "Thing_1", Decision.NotAllowed)]
    [InlineData("Thing_1", null, Decision.NotAllowed)]
    [InlineData("*", "Thing_1", Decision.NotAllowed)]
    [InlineData("${iot:Connection.Thing.ThingName}", "Thing_1", Decision.NotAllowed)]
    public void the_things_name_is_that_of_the_client_whose_certificate_is_attached(string clientId, string? attachedTo, Decision decision)
    {
        var policy = Allow("iot:Connect", "client/${iot:Connection.Thing.ThingName}");
        var connection = RequestContext.OfConnection(clientId, attachedTo is null ? [] : [attachedTo]);
        policy.Evaluate("iot:Connect", $"{Arn}client/{clientId}", connection).ShouldBe(decision);
    }

    /// <summary>A value that holds wildcards is not a pattern: a client named "*" may publish on its own topic only.</summary>
    [Theory]
    [InlineData("*", "sensors/*", Decision.Allowed)]
    [InlineData("*", "sensors/other", Decision.NotAllowed)]
    [InlineData("a.c", "sensors/abc", Decision.NotAllowed)]
    public void a_variables_value_is_taken_literally(string clientId, string topic, Decision decision) =>
        Allow("iot:Publish", "topic/sensors/${iot:ClientId}")
            .Evaluate("iot:Publish", $"{Arn}topic/{topic}", RequestContext.OfConnection(clientId))
            .ShouldBe(decision);

    /// <summary>"Thing policy examples": connecting needs a certificate that is attached to a thing.</summary>
    [Theory]
    [InlineData("Thing_1", Decision.Allowed)]
    [InlineData("Thing_2", Decision.NotAllowed)]
    public void a_condition_has_to_hold(string clientId, Decision decision)
    {
        var policy = PolicyDocument.Parse(
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iot:Connect"],"Resource":["*"],
              "Condition":{"Bool":{"iot:Connection.Thing.IsAttached":["true"]}}}]}
            """
        );
        policy.Evaluate("iot:Connect", $"{Arn}client/{clientId}", RequestContext.OfConnection(clientId, "Thing_1")).ShouldBe(decision);
    }

    [Theory]
    [InlineData("iot:*", "iot:Publish", Decision.Allowed)]
    [InlineData("iot:Pub*", "IOT:publish", Decision.Allowed)]
    [InlineData("iot:Publish", "iot:RetainPublish", Decision.NotAllowed)]
    [InlineData("iot:Subscribe", "iot:Receive", Decision.NotAllowed)]
    public void actions_are_compared_without_case_and_with_wildcards(string allowed, string action, Decision decision) =>
        Allow(allowed, "topic/a").Evaluate(action, $"{Arn}topic/a", RequestContext.Empty).ShouldBe(decision);

    [Theory]
    [InlineData("""{"Version":"2008-10-17","Statement":[]}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"iot:*","Resource":"*"}]}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"allow","Action":"iot:*","Resource":"*"}]}""")]
    public void what_the_evaluator_does_not_know_is_an_error(string document) =>
        Should.Throw<Exception>(() => PolicyDocument.Parse(document));

    [Fact]
    public void a_condition_that_the_evaluator_does_not_know_is_an_error()
    {
        var policy = PolicyDocument.Parse(
            """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"1"}}}}"""
        );
        Should.Throw<NotSupportedException>(() => policy.Evaluate("iot:Connect", "x", RequestContext.Empty));
    }

    private static PolicyDocument Allow(string action, string resource) =>
        PolicyDocument.Parse(
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"{{action}}","Resource":"{{Arn}}{{resource}}"}]}"""
        );
}
