using DrEvents.Aws.Tests.StandIn;
using DrEvents.Testing.Mqtt;
using MQTTnet.Formatter;

namespace DrEvents.Aws.Tests.Limits.Mqtt;

/// <summary>The client for tests, in the version of MQTT that ours speak.</summary>
internal static class Version5
{
    public static Task<TestClient> ConnectAsync(IotCore core, CertificateFiles files) =>
        TestClient.ConnectAsync(core.Mqtt.Port, core.Certificates, files, o => o.WithProtocolVersion(MqttProtocolVersion.V500));
}
