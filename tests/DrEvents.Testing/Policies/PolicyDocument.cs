using System.Text.Json;
using System.Text.Json.Nodes;

namespace DrEvents.Testing.Policies;

/// <summary>What AWS says to a request.</summary>
public enum Decision
{
    /// <summary>No statement allows it.</summary>
    NotAllowed,
    Allowed,

    /// <summary>A statement denies it, whatever others allow.</summary>
    Denied,
}

/// <summary>
/// A policy document of AWS IoT or IAM, evaluated as AWS documents it: everything is refused that no statement allows, and a denial wins. What this
/// evaluator does not know (NotAction, other conditions) is an error and never a guess.
/// </summary>
public sealed class PolicyDocument
{
    private readonly List<PolicyStatement> _statements;

    private PolicyDocument(List<PolicyStatement> statements) => _statements = statements;

    public static PolicyDocument Parse(string json)
    {
        var document = JsonNode.Parse(json)!.AsObject();
        PolicyStatement.Know(document, "Version", "Id", "Statement");
        // In documents of the version before, ${…} is text like any other.
        if ((string?)document["Version"] != "2012-10-17")
            throw new NotSupportedException($"a policy of version {document["Version"]}");
        var statements = document["Statement"] is JsonArray several
            ? several.Select(s => s!.AsObject())
            : [document["Statement"]!.AsObject()];
        return new PolicyDocument([.. statements.Select(PolicyStatement.Parse)]);
    }

    public Decision Evaluate(string action, string resource, RequestContext context) => Evaluate([this], action, resource, context);

    /// <summary>Of all policies of a principal together.</summary>
    public static Decision Evaluate(IEnumerable<PolicyDocument> policies, string action, string resource, RequestContext context)
    {
        var matching = policies.SelectMany(p => p._statements).Where(s => s.Matches(action, resource, context)).ToList();
        return matching.Any(s => !s.IsAllow) ? Decision.Denied
            : matching.Count > 0 ? Decision.Allowed
            : Decision.NotAllowed;
    }
}

/// <summary>What policy variables and conditions see of a request.</summary>
public sealed record RequestContext(IReadOnlyDictionary<string, string> Values)
{
    public static readonly RequestContext Empty = new(new Dictionary<string, string>());

    /// <summary>
    /// A connection to AWS IoT. The thing is the one that the certificate is attached to, and only where the client id is its name; without one, variables
    /// of the thing have no value.
    /// </summary>
    public static RequestContext OfConnection(string clientId, params string[] thingsOfCertificate)
    {
        Dictionary<string, string> values = new()
        {
            ["iot:ClientId"] = clientId,
            ["iot:Connection.Thing.IsAttached"] = thingsOfCertificate.Contains(clientId) ? "true" : "false",
        };
        if (thingsOfCertificate.Contains(clientId))
            values["iot:Connection.Thing.ThingName"] = clientId;
        return new RequestContext(values);
    }
}

public sealed record PolicyStatement(
    bool IsAllow,
    IReadOnlyList<string> Actions,
    IReadOnlyList<string> Resources,
    IReadOnlyList<PolicyCondition> Conditions
)
{
    public static PolicyStatement Parse(JsonObject statement)
    {
        Know(statement, "Sid", "Effect", "Action", "Resource", "Condition");
        var effect = statement["Effect"]!.GetValue<string>();
        if (effect is not ("Allow" or "Deny"))
            throw new NotSupportedException($"effect {effect}");
        return new PolicyStatement(
            effect == "Allow",
            Strings(statement["Action"]),
            Strings(statement["Resource"]),
            [
                .. (statement["Condition"]?.AsObject() ?? []).SelectMany(o =>
                    o.Value!.AsObject().Select(c => new PolicyCondition(o.Key, c.Key, Strings(c.Value)))
                ),
            ]
        );
    }

    public bool Matches(string action, string resource, RequestContext context) =>
        Actions.Any(a => PolicyPattern.Matches(a.ToLowerInvariant(), action.ToLowerInvariant(), context))
        && Resources.Any(r => PolicyPattern.Matches(r, resource, context))
        && Conditions.All(c => c.Holds(context));

    internal static void Know(JsonObject part, params string[] names)
    {
        if (part.Select(p => p.Key).Except(names).FirstOrDefault() is { } stranger)
            throw new NotSupportedException($"{stranger} in a policy");
    }

    private static List<string> Strings(JsonNode? node) =>
        node!.GetValueKind() == JsonValueKind.Array ? [.. node.AsArray().Select(s => s!.GetValue<string>())] : [node.GetValue<string>()];
}

/// <summary>One key of a condition; it holds when the request's value is one of these.</summary>
public sealed record PolicyCondition(string Operator, string Key, IReadOnlyList<string> Values)
{
    public bool Holds(RequestContext context)
    {
        Func<string, string, bool> equals = Operator switch
        {
            "Bool" => (wanted, value) => string.Equals(wanted, value, StringComparison.OrdinalIgnoreCase),
            "StringEquals" => (wanted, value) => wanted == value,
            "StringLike" => (wanted, value) => PolicyPattern.Matches(wanted, value, context),
            _ => throw new NotSupportedException($"condition {Operator}"),
        };
        return context.Values.TryGetValue(Key, out var value) && Values.Any(wanted => equals(wanted, value));
    }
}
