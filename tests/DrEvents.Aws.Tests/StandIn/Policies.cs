using DrEvents.Contracts.Mqtt;
using DrEvents.Testing.Policies;

namespace DrEvents.Aws.Tests.StandIn;

/// <summary>The policies that the Terraform files give to a VEN's certificate, to the backend's and to its role.</summary>
public static class Policies
{
    private const string Account = "eu-central-1:123456789012";
    private static readonly PolicyDocument OfBackend = Principal.BackendPolicy("backend");
    private static readonly PolicyDocument OfTask = Principal.TaskPolicy(
        $"arn:aws:ssm:{Account}:parameter/drevents",
        $"arn:aws:kms:{Account}:key/1"
    );

    /// <summary>A VEN's: itself, and its own topics.</summary>
    public static IotPolicy Ven { get; } = new(Principal.VenPolicy("backend"));

    /// <summary>The backend's certificate: it only listens.</summary>
    public static IotPolicy Backend { get; } = new(OfBackend);

    /// <summary>The backend's certificate, where commands go over MQTT too.</summary>
    public static IotPolicy SendingBackend { get; } = new(OfBackend, Also("iot:Publish", $"topic/{Topics.Command("*")}"));

    /// <summary>The backend's role: commands and shadows over the data plane, and where that is.</summary>
    public static IotPolicy DataPlane { get; } = new(OfTask);

    /// <summary>The same for one who may delete shadows, which the backend does not.</summary>
    public static IotPolicy DeletingDataPlane { get; } = new(OfTask, Also("iot:DeleteThingShadow", "thing/*"));

    /// <summary>What a backend needs that issues and revokes certificates of VENs.</summary>
    public static IotPolicy Provisioning { get; } = new(OfTask, Principal.EnrolmentPolicy());

    private static PolicyDocument Also(string action, string resource) =>
        PolicyDocument.Parse(
            $$"""
            {
              "Version": "2012-10-17",
              "Statement": [{ "Effect": "Allow", "Action": "{{action}}", "Resource": "{{(
                resource == "*" ? resource : $"{Principal.Arn}:{resource}"
            )}}" }]
            }
            """
        );
}
