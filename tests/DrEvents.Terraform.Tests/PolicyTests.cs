using System.Text.RegularExpressions;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Mqtt;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing.Policies;
using Sender = DrEvents.Testing.Policies.Sender;

namespace DrEvents.Terraform.Tests;

/// <summary>What each principal may and may not do on every topic of the contract.</summary>
public sealed partial class PolicyTests
{
    private const string Own = "ven-1";
    private const string Other = "ven-2";
    private static readonly Principal Ven = Principal.Ven(Own);
    private static readonly Principal OlderVen = Principal.OlderVen(Own);
    private static readonly Principal Backend = Principal.Backend("drevents-backend-receiver-1");

    public static TheoryData<string> OwnTopics => [.. Principal.TopicsOf(Own).Select(t => t.Topic)];

    /// <summary>Near misses of a VEN's own topics: others' ids, longer and shorter ones, other levels.</summary>
    public static TheoryData<string> OtherTopics =>
        [
            .. new[] { Other, "ven-10", "ven-", "ven-1/x", "+", "#", "*" }
                .SelectMany(Principal.TopicsOf)
                .Select(t => t.Topic)
                .Where(t => t != Topics.SharedMetering)
                .Distinct(),
            "ven/cmd",
            "ven/status/",
            "$aws/events/presence/connected/ven-1",
            "$aws/things/ven-1/jobs/get",
            "$aws/certificates/create-from-csr/json",
        ];

    [Theory]
    [MemberData(nameof(OwnTopics))]
    public void a_ven_does_on_its_own_topics_what_the_contract_says(string topic)
    {
        var sender = Principal.TopicsOf(Own).Single(t => t.Topic == topic).Sender;
        Ven.MayPublish(topic).ShouldBe(sender == Sender.Ven);
        OlderVen.MayPublish(topic).ShouldBe(sender is Sender.Ven or Sender.OlderVen);
        OlderVen.MayRetain(topic).ShouldBe(topic == Topics.Status(Own));
        var hears =
            sender is Sender.Backend or Sender.Shadow || topic == Topics.Status(Own) || topic.StartsWith("$aws/", StringComparison.Ordinal);
        OlderVen.MaySubscribe(topic).ShouldBe(hears);
        // What it may not subscribe to never comes: with a line for each of its topics here too the policy is longer than AWS IoT takes.
        OlderVen.MayReceive(topic).ShouldBe(hears || topic.StartsWith("ven/", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(OtherTopics))]
    public void a_ven_does_nothing_on_the_topics_of_others(string topic)
    {
        OlderVen.MayPublish(topic).ShouldBeFalse();
        OlderVen.MayRetain(topic).ShouldBeFalse();
        OlderVen.MaySubscribe(topic).ShouldBeFalse();
        OlderVen.MayReceive(topic).ShouldBeFalse();
    }

    [Theory]
    [InlineData("#")]
    [InlineData("ven/#")]
    [InlineData("ven/+/ven-1")]
    [InlineData("ven/cmd/+")]
    [InlineData("ven/cmd/#")]
    [InlineData("ven/receipt/+")]
    [InlineData("ven/receipt/#")]
    [InlineData("+/cmd/ven-1")]
    [InlineData("$aws/things/+/shadow/update/delta")]
    [InlineData("$aws/things/#")]
    [InlineData("$share/drevents/ven/telemetry/+")]
    [InlineData("$share/x/ven/cmd/ven-1")]
    [InlineData("volttron/metering")]
    [InlineData("volttron/#")]
    public void a_ven_subscribes_to_nothing_that_would_hear_others(string filter) => OlderVen.MaySubscribe(filter).ShouldBeFalse();

    [Fact]
    public void our_ven_may_subscribe_to_what_it_subscribes_to() =>
        new[] { Topics.Command(Own), Topics.Receipt(Own), Topics.Status(Own) }
            .Concat(ShadowTopics.VenFilters(Own))
            .Where(f => !Ven.MaySubscribe(f))
            .ShouldBeEmpty();

    [Fact]
    public void a_ven_connects_with_its_own_id_and_no_other()
    {
        Ven.MayConnect(Own).ShouldBeTrue();
        foreach (var clientId in new[] { Other, "ven-10", "drevents-backend", "drevents-backend-receiver-1", "*", "" })
        {
            Ven.MayConnect(clientId).ShouldBeFalse();
            Ven.As(clientId).MayConnect(clientId).ShouldBeFalse();
            Ven.As(clientId).MayPublish(Topics.Ack(clientId)).ShouldBeFalse();
        }
    }

    /// <summary>Whoever provisioned it: a VEN of such a name would throw a backend out, and hear what it hears of late.</summary>
    [Theory]
    [InlineData("drevents-backend")]
    [InlineData("drevents-backend-receiver-1")]
    [InlineData("drevents-backend-telemetry")]
    public void a_ven_with_a_name_of_the_backends_cannot_connect(string name) => Principal.Ven(name).MayConnect(name).ShouldBeFalse();

    [Fact]
    public void a_certificate_of_no_thing_may_nothing()
    {
        var stranger = OlderVen with { Connection = RequestContext.OfConnection(Own) };
        stranger.MayConnect(Own).ShouldBeFalse();
        Principal.TopicsOf(Own).Select(t => t.Topic).Where(t => t != Topics.SharedMetering && stranger.MayPublish(t)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(OwnTopics))]
    public void a_backend_hears_what_vens_send_and_says_nothing_by_mqtt(string topic)
    {
        var sender = Principal.TopicsOf(Own).Single(t => t.Topic == topic).Sender;
        Backend.MayPublish(topic).ShouldBeFalse("commands go through the data plane");
        Backend.MayRetain(topic).ShouldBeFalse();
        var isShadowRequest = topic.StartsWith("$aws/", StringComparison.Ordinal) && sender == Sender.Ven;
        Backend
            .MayReceive(topic)
            .ShouldBe(
                (sender is Sender.Ven or Sender.OlderVen && !isShadowRequest)
                    || topic == ShadowTopics.Documents(Own)
                    || topic == ShadowTopics.Accepted(Own, "delete")
            );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void a_backend_may_open_each_of_its_sessions_and_hear_all_that_they_subscribe_to(bool isCluster)
    {
        var options = new MqttOptions();
        var shadow = new ShadowOptions { Provider = "aws" };
        var cluster = new ClusterOptions { Enabled = isCluster };
        var receivers = isCluster ? Enumerable.Range(1, cluster.Receivers).Select(n => SessionPlan.OfReceiver(options, shadow, n)) : [];
        foreach (var session in SessionPlan.Own(options, cluster, shadow).Concat(receivers))
        {
            var principal = Principal.Backend(session.ClientId);
            principal.MayConnect(session.ClientId).ShouldBeTrue(session.ClientId);
            session.Subscriptions.SelectMany(s => s.Filters).Where(f => !principal.MaySubscribe(f)).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("ven-1")]
    [InlineData("drevents-backends")]
    [InlineData("Drevents-backend")]
    [InlineData("*")]
    public void a_backend_connects_under_no_other_name(string clientId) => Principal.Backend(clientId).MayConnect(clientId).ShouldBeFalse();

    [Theory]
    [InlineData("#")]
    [InlineData("ven/#")]
    [InlineData("ven/cmd/+")]
    [InlineData("$aws/things/+/shadow/#")]
    [InlineData("$share/other/ven/telemetry/+")]
    [InlineData("$share/drevents/ven/status/+")]
    public void a_backend_subscribes_to_no_more_than_it_needs(string filter) => Backend.MaySubscribe(filter).ShouldBeFalse();

    [Fact]
    public void a_claim_makes_a_certificate_and_nothing_else()
    {
        var claim = Principal.Claim("claim-7f");
        claim.MayConnect("claim-7f").ShouldBeTrue();
        claim.MayConnect(Own).ShouldBeFalse();
        foreach (
            var topic in new[] { "$aws/certificates/create-from-csr/json", "$aws/provisioning-templates/drevents-by-claim/provision/json" }
        )
        {
            claim.MayPublish(topic).ShouldBeTrue();
            claim.MaySubscribe(topic + "/accepted").ShouldBeTrue();
            claim.MayReceive(topic + "/rejected").ShouldBeTrue();
        }
        claim.MayPublish("$aws/certificates/create/json").ShouldBeFalse();
        claim.MayPublish("$aws/provisioning-templates/another/provision/json").ShouldBeFalse();
        Principal
            .TopicsOf(Own)
            .Select(t => t.Topic)
            .Where(t => claim.MayPublish(t) || claim.MaySubscribe(t) || claim.MayReceive(t))
            .ShouldBeEmpty();
    }

    /// <summary>AWS IoT takes 2,048 characters without white space. The longest ARNs are those of the GovCloud.</summary>
    [Theory]
    [InlineData("ven")]
    [InlineData("ven-older-names")]
    [InlineData("backend")]
    [InlineData("claim")]
    public void a_policy_is_not_longer_than_aws_takes(string name)
    {
        (string, string)[] variables = name switch
        {
            "ven" or "backend" => [("client_id", new string('c', 64))],
            "claim" => [("template", new string('t', 36))],
            _ => [],
        };
        var document = Principal
            .Document(name, variables)
            .Replace(Principal.Arn, "arn:aws-us-gov:iot:us-gov-west-1:123456789012", StringComparison.Ordinal);
        WhiteSpace().Replace(document, "").Length.ShouldBeLessThanOrEqualTo(2048);
    }

    /// <summary>What a wildcard too many would allow is in the tables above: a VEN's policy with one is found by them.</summary>
    [Theory]
    [InlineData("topic/ven/ack/${iot:Connection.Thing.ThingName}", "topic/ven/ack/*")]
    [InlineData("topic/ven/ack/${iot:Connection.Thing.ThingName}", "topic/ven/ack/${iot:Connection.Thing.ThingName}*")]
    [InlineData("topicfilter/ven/cmd/${iot:Connection.Thing.ThingName}", "topicfilter/ven/cmd/*")]
    [InlineData("topicfilter/ven/receipt/${iot:Connection.Thing.ThingName}", "topicfilter/ven/receipt/*")]
    [InlineData("topic/$aws/things/${iot:Connection.Thing.ThingName}/shadow/*", "topic/$aws/things/*")]
    [InlineData("topic/ven/status/${iot:Connection.Thing.ThingName}", "topic/ven/*")]
    public void a_wildcard_too_many_is_found(string resource, string mistake)
    {
        var document = Principal.Document("ven", ("client_id", Principal.BackendClientId));
        document.ShouldContain(resource);
        var wide = PolicyDocument.Parse(document.Replace(resource, mistake, StringComparison.Ordinal));
        var ven = Ven with { Policies = [wide] };
        OtherTopics
            .Select(row => row.Data)
            .Where(t => ven.MayPublish(t) || ven.MayRetain(t) || ven.MaySubscribe(t) || ven.MayReceive(t))
            .ShouldNotBeEmpty();
    }

    [GeneratedRegex(@"\s")]
    private static partial Regex WhiteSpace();
}
