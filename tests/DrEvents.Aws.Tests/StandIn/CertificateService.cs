using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Aws.Tests.StandIn;

/// <summary>A certificate that was issued.</summary>
public sealed record Issued(string Id, string Pem, string Thumbprint, DateTimeOffset CreatedAt)
{
    public string Arn => $"{Testing.Policies.Principal.Arn}:cert/{Id}";
    public string Status { get; set; } = "INACTIVE";
    public string? CaCertificateId { get; init; }
    public SortedSet<string> Things { get; } = [];
    public SortedSet<string> Policies { get; } = [];
}

/// <summary>Things and certificates by AWS's rules: the control plane, and what a claim asks by MQTT.</summary>
public sealed class CertificateService(TestCertificates authority, TimeProvider clock)
{
    public const string Policy = "drevents-ven";
    public const string Template = "drevents-by-claim";

    private static readonly Dictionary<string, IotPolicy> Known = new() { [Policy] = StandIn.Policies.Ven };

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string?> _things = [];
    private readonly List<Issued> _certificates = [];
    private readonly Dictionary<string, string> _tokens = [];
    private int _answersUntilLoss = -1;

    /// <summary>All certificates, oldest first.</summary>
    public IReadOnlyList<Issued> Certificates
    {
        get
        {
            lock (_gate)
                return [.. _certificates];
        }
    }

    /// <summary>All things, and their types.</summary>
    public IReadOnlyDictionary<string, string?> Things
    {
        get
        {
            lock (_gate)
                return new Dictionary<string, string?>(_things);
        }
    }

    /// <summary>How many answers to claims were lost on their way.</summary>
    public int LostAnswers { get; private set; }

    /// <summary>One answer to a claim will be lost, after so many that are not.</summary>
    public void LoseAfter(int answers)
    {
        lock (_gate)
            _answersUntilLoss = answers;
    }

    /// <summary>
    /// A certificate of an authority of one's own comes, with its thing's name: one that is not known is registered, good, and attached, whatever was
    /// done with it before.
    /// </summary>
    public Issued Come(string venId, string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        var id = Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
        lock (_gate)
        {
            if (_certificates.Find(c => c.Id == id) is { } known)
                return known;
            _things[venId] = "drevents-ven";
            var issued = new Issued(id, pem, certificate.Thumbprint, clock.GetUtcNow())
            {
                Status = "ACTIVE",
                CaCertificateId = "authority",
            };
            issued.Things.Add(venId);
            issued.Policies.Add(Policy);
            _certificates.Add(issued);
            return issued;
        }
    }

    /// <summary>Makes what was given with certificates that have no thing yet good for nothing, as an hour does.</summary>
    public void ForgetTokens()
    {
        lock (_gate)
            _tokens.Clear();
    }

    /// <summary>Takes a thing away, as an operator does.</summary>
    public void RemoveThing(string name)
    {
        lock (_gate)
        {
            _things.Remove(name);
            _certificates.ForEach(c => c.Things.Remove(name));
        }
    }

    /// <summary>The thing and the policy of an active certificate.</summary>
    public bool TryFind(string thumbprint, out (string? Thing, IotPolicy Policy) known)
    {
        lock (_gate)
        {
            var found = _certificates.Find(c => c.Thumbprint == thumbprint && c.Status == "ACTIVE");
            known = found is null
                ? default
                : (found.Things.FirstOrDefault(), found.Policies.FirstOrDefault() is { } name ? Known[name] : new IotPolicy());
            return found is not null;
        }
    }

    /// <summary>The action of a request to the control plane; null for one that is none.</summary>
    public static string? ActionOf(string method, string path) =>
        (method, path.Split('/')[1..]) switch
        {
            ("POST", ["certificates"]) => "iot:CreateCertificateFromCsr",
            ("GET", ["certificates"]) => "iot:ListCertificates",
            ("GET", ["certificates", _]) => "iot:DescribeCertificate",
            ("PUT", ["certificates", _]) => "iot:UpdateCertificate",
            ("DELETE", ["certificates", _]) => "iot:DeleteCertificate",
            ("POST", ["things", _]) => "iot:CreateThing",
            ("PUT", ["thing-groups", "addThingToThingGroup"]) => "iot:AddThingToThingGroup",
            ("GET", ["things", _, "principals"]) => "iot:ListThingPrincipals",
            ("PUT", ["things", _, "principals"]) => "iot:AttachThingPrincipal",
            ("DELETE", ["things", _, "principals"]) => "iot:DetachThingPrincipal",
            ("PUT", ["target-policies", _]) => "iot:AttachPolicy",
            ("POST", ["target-policies", _]) => "iot:DetachPolicy",
            _ => null,
        };

    /// <summary>What a request is about, as policies name it.</summary>
    public static IEnumerable<string> ResourcesOf(string action, string path, string principal, JsonObject body)
    {
        var name = path.Split('/') is [_, _, var second, ..] ? Uri.UnescapeDataString(second) : "";
        return action switch
        {
            "iot:CreateCertificateFromCsr" or "iot:ListCertificates" => ["*"],
            "iot:CreateThing" or "iot:ListThingPrincipals" => [$"thing/{name}"],
            "iot:AddThingToThingGroup" => [$"thing/{body["thingName"]}", $"thinggroup/{body["thingGroupName"]}"],
            "iot:AttachThingPrincipal" or "iot:DetachThingPrincipal" => [$"thing/{name}", ResourceOf(principal)],
            "iot:AttachPolicy" or "iot:DetachPolicy" => [ResourceOf((string)body["target"]!)],
            _ => [$"cert/{name}"],
        };

        static string ResourceOf(string arn) => arn[(arn.LastIndexOf(':') + 1)..];
    }

    /// <summary>Carries out a request to the control plane.</summary>
    public (int Status, string? Code, JsonObject Body) Handle(
        string action,
        string path,
        Dictionary<string, string> fields,
        string principal,
        JsonObject body
    )
    {
        var name = path.Split('/') is [_, _, var second, ..] ? Uri.UnescapeDataString(second) : "";
        lock (_gate)
        {
            switch (action)
            {
                case "iot:CreateCertificateFromCsr":
                    var made = Create((string)body["certificateSigningRequest"]!, fields.GetValueOrDefault("setAsActive") == "true");
                    return Ok(("certificateArn", made.Arn), ("certificateId", made.Id), ("certificatePem", made.Pem));
                case "iot:ListCertificates":
                    var listed = _certificates.AsEnumerable();
                    var newestFirst = fields.GetValueOrDefault("isAscendingOrder") == "true" ? listed : listed.Reverse();
                    return Ok(("certificates", new JsonArray([.. newestFirst.Select(c => Describe(c, withPem: false))])));
                case "iot:CreateThing":
                    var type = (string?)body["thingTypeName"];
                    if (_things.TryGetValue(name, out var had) && had != type)
                        return Refuse(409, "ResourceAlreadyExistsException", $"Thing {name} already exists with other attributes");
                    _things[name] = type;
                    return Ok(("thingName", name));
                case "iot:AddThingToThingGroup":
                    return _things.ContainsKey((string)body["thingName"]!) ? Ok() : Missing();
                case "iot:ListThingPrincipals":
                    return _things.ContainsKey(name)
                        ? Ok(
                            (
                                "principals",
                                new JsonArray([
                                    .. _certificates.Where(c => c.Things.Contains(name)).Select(c => (JsonNode)JsonValue.Create(c.Arn)),
                                ])
                            )
                        )
                        : Missing();
            }
            var certificate = _certificates.Find(c => c.Id == name || c.Arn == principal || c.Arn == (string?)body["target"]);
            if (certificate is null)
                return Missing();
            switch (action)
            {
                case "iot:DescribeCertificate":
                    return Ok(("certificateDescription", Describe(certificate, withPem: true)));
                case "iot:UpdateCertificate":
                    certificate.Status = fields["newStatus"];
                    return Ok();
                case "iot:DeleteCertificate" when certificate.Status == "ACTIVE":
                    return Refuse(406, "CertificateStateException", "It is active");
                case "iot:DeleteCertificate" when certificate.Things.Count > 0:
                    return Refuse(409, "DeleteConflictException", "Things must be detached before deletion");
                case "iot:DeleteCertificate":
                    _certificates.Remove(certificate);
                    return Ok();
                case "iot:AttachThingPrincipal" or "iot:AttachPolicy":
                    if (action == "iot:AttachPolicy" ? !Known.ContainsKey(name) : !_things.ContainsKey(name))
                        return Missing();
                    (action == "iot:AttachPolicy" ? certificate.Policies : certificate.Things).Add(name);
                    return Ok();
                default:
                    (action == "iot:DetachPolicy" ? certificate.Policies : certificate.Things).Remove(name);
                    return Ok();
            }
        }
    }

    /// <summary>Answers a question of fleet provisioning; null where the topic is none.</summary>
    public (string Topic, byte[] Payload)? Answer(string topic, ReadOnlyMemory<byte> payload)
    {
        if (topic != ProvisioningTopics.CreateFromCsr && topic != ProvisioningTopics.Provision(Template))
            return null;
        JsonObject answer;
        lock (_gate)
        {
            var question = JsonNode.Parse(payload.Span)!.AsObject();
            answer = topic == ProvisioningTopics.CreateFromCsr ? Claim(question) : Provision(question);
            if (_answersUntilLoss-- == 0)
            {
                LostAnswers++;
                return (topic + "/lost", []);
            }
        }
        var isRejected = answer.ContainsKey("statusCode");
        var to = isRejected ? ProvisioningTopics.Rejected(topic) : ProvisioningTopics.Accepted(topic);
        return (to, Encoding.UTF8.GetBytes(answer.ToJsonString()));
    }

    private JsonObject Claim(JsonObject question)
    {
        var made = Create((string)question["certificateSigningRequest"]!, isActive: false);
        made.Status = "PENDING_ACTIVATION";
        var token = Guid.NewGuid().ToString("N");
        _tokens[token] = made.Id;
        return new()
        {
            ["certificateId"] = made.Id,
            ["certificatePem"] = made.Pem,
            ["certificateOwnershipToken"] = token,
        };
    }

    /// <summary>As <c>provision-by-claim.json.tftpl</c> has it: a thing that is there already is refused, and a token is good once.</summary>
    private JsonObject Provision(JsonObject question)
    {
        var token = (string)question["certificateOwnershipToken"]!;
        if (!_tokens.TryGetValue(token, out var id))
            return Rejection(403, "InvalidCertificateOwnershipToken", "Certificate ownership token is invalid");
        var thing = (string)question["parameters"]!["VenId"]!;
        if (_things.ContainsKey(thing))
            return Rejection(409, "ResourceConflicts", $"Thing {thing} already exists");
        _tokens.Remove(token);
        _things[thing] = "drevents-ven";
        var certificate = _certificates.Find(c => c.Id == id)!;
        certificate.Status = "ACTIVE";
        certificate.Things.Add(thing);
        certificate.Policies.Add(Policy);
        return new() { ["thingName"] = thing, ["deviceConfiguration"] = new JsonObject() };
    }

    private Issued Create(string signingRequest, bool isActive)
    {
        var pem = authority.Sign(signingRequest);
        using var certificate = X509Certificate2.CreateFromPem(pem);
        var id = Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
        var made = new Issued(id, pem, certificate.Thumbprint, clock.GetUtcNow()) { Status = isActive ? "ACTIVE" : "INACTIVE" };
        _certificates.Add(made);
        return made;
    }

    private static JsonObject Describe(Issued certificate, bool withPem)
    {
        var described = new JsonObject
        {
            ["certificateArn"] = certificate.Arn,
            ["certificateId"] = certificate.Id,
            ["status"] = certificate.Status,
            ["creationDate"] = certificate.CreatedAt.ToUnixTimeMilliseconds() / 1000.0,
        };
        if (certificate.CaCertificateId is { } authority)
            described["caCertificateId"] = authority;
        if (withPem)
            described["certificatePem"] = certificate.Pem;
        return described;
    }

    private static JsonObject Rejection(int status, string code, string message) =>
        new()
        {
            ["statusCode"] = status,
            ["errorCode"] = code,
            ["errorMessage"] = message,
        };

    private static (int, string?, JsonObject) Ok(params (string Name, JsonNode? Value)[] fields) =>
        (200, null, new JsonObject(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    private static (int, string?, JsonObject) Missing() => Refuse(404, "ResourceNotFoundException", "there is none");

    private static (int, string?, JsonObject) Refuse(int status, string code, string message) =>
        (status, code, new JsonObject { ["message"] = message });
}
