using DrEvents.Contracts.Mqtt;

namespace DrEvents.Testing.Policies;

/// <summary>Who connects to AWS IoT, with the policies that the Terraform files give to its certificate.</summary>
public sealed record Principal(string Name, IReadOnlyList<PolicyDocument> Policies, RequestContext Connection)
{
    public const string Arn = "arn:aws:iot:eu-central-1:123456789012";
    public const string BackendClientId = "drevents-backend";
    private static readonly string[] Verbs = ["get", "update", "delete"];
    private const string Templates = "ops/terraform/modules/iot/templates/";

    public static Principal Ven(string venId) => new(venId, [VenPolicy(BackendClientId)], RequestContext.OfConnection(venId, venId));

    /// <summary>One of the VENs of before, which publish on the older topics too.</summary>
    public static Principal OlderVen(string venId) =>
        Ven(venId) with
        {
            Policies = [VenPolicy(BackendClientId), Policy("ven-older-names")],
        };

    /// <summary>A session of a backend. Its certificate is attached to no thing.</summary>
    public static Principal Backend(string clientId) =>
        new(clientId, [BackendPolicy(BackendClientId)], RequestContext.OfConnection(clientId));

    /// <summary>The policy of a VEN, which may not connect under names that begin with this, whatever it is called.</summary>
    public static PolicyDocument VenPolicy(string backendClientId) => Policy("ven", ("client_id", backendClientId));

    /// <summary>The policy of a backend whose sessions have ids that begin with this.</summary>
    public static PolicyDocument BackendPolicy(string clientId) => Policy("backend", ("client_id", clientId));

    /// <summary>The policy of a backend's task, which is a role's.</summary>
    public static PolicyDocument TaskPolicy(string parameterArn, string kmsKeyArn) =>
        PolicyDocument.Parse(
            Template.Render(
                "ops/terraform/modules/backend/templates/task.json.tftpl",
                ("iot_arn", Arn),
                ("parameter_arn", parameterArn),
                ("kms_key_arn", kmsKeyArn),
                ("region", "eu-central-1")
            )
        );

    /// <summary>What a task may besides that gives VENs their certificates.</summary>
    public static PolicyDocument EnrolmentPolicy() =>
        PolicyDocument.Parse(Template.Render("ops/terraform/modules/backend/templates/enrolment.json.tftpl", ("iot_arn", Arn)));

    public static Principal Claim(string clientId) =>
        new(clientId, [Policy("claim", ("template", "drevents-by-claim"))], RequestContext.OfConnection(clientId));

    /// <summary>With the same certificate, but under another client id.</summary>
    public Principal As(string clientId) => this with { Connection = RequestContext.OfConnection(clientId, Name) };

    public bool MayConnect(string clientId) => May("iot:Connect", $"client/{clientId}");

    public bool MayPublish(string topic) => May("iot:Publish", $"topic/{topic}");

    /// <summary>Retained messages need both.</summary>
    public bool MayRetain(string topic) => MayPublish(topic) && May("iot:RetainPublish", $"topic/{topic}");

    /// <summary>Subscribed is not heard: each message is checked again.</summary>
    public bool MaySubscribe(string filter) => May("iot:Subscribe", $"topicfilter/{filter}");

    public bool MayReceive(string topic) => May("iot:Receive", $"topic/{topic}");

    /// <summary>Every topic of the contract for one VEN, and who sends there.</summary>
    public static IEnumerable<(string Topic, Sender Sender)> TopicsOf(string venId) =>
        [
            (Topics.Command(venId), Sender.Backend),
            (Topics.Receipt(venId), Sender.Backend),
            (Topics.Ack(venId), Sender.Ven),
            (Topics.Telemetry(venId), Sender.Ven),
            (Topics.Loads(venId), Sender.Ven),
            (Topics.Status(venId), Sender.Ven),
            (Topics.Meter(venId), Sender.OlderVen),
            (Topics.SharedMetering, Sender.OlderVen),
            .. Verbs.SelectMany(verb => ShadowOf(venId, verb)),
            (ShadowTopics.Delta(venId), Sender.Shadow),
            (ShadowTopics.Documents(venId), Sender.Shadow),
        ];

    public static string Document(string name, params (string Name, string Value)[] variables) =>
        Template.Render($"{Templates}{name}.json.tftpl", [("arn", Arn), .. variables]);

    private static IEnumerable<(string Topic, Sender Sender)> ShadowOf(string venId, string verb) =>
        [
            (ShadowTopics.Request(venId, verb), Sender.Ven),
            (ShadowTopics.Accepted(venId, verb), Sender.Shadow),
            (ShadowTopics.Rejected(venId, verb), Sender.Shadow),
        ];

    /// <summary>A policy of the module <c>iot</c>.</summary>
    public static PolicyDocument Policy(string name, params (string Name, string Value)[] variables) =>
        PolicyDocument.Parse(Document(name, variables));

    private bool May(string action, string resource) =>
        PolicyDocument.Evaluate(Policies, action, $"{Arn}:{resource}", Connection) == Decision.Allowed;
}

/// <summary>Who sends on a topic.</summary>
public enum Sender
{
    Backend,
    Ven,
    OlderVen,

    /// <summary>AWS IoT itself, by no policy.</summary>
    Shadow,
}
