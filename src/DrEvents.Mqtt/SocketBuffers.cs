using MQTTnet;

namespace DrEvents.Mqtt;

/// <summary>
/// How much the system holds of a connection that carries many messages. The MQTT library sets 8 KiB, less than one full segment on
/// loopback: once such a connection is full, the sender waits 200 ms each time for room for the next five samples, and a receiver that
/// fell behind never catches up.
/// </summary>
public static class SocketBuffers
{
    private const int Bytes = 1 << 20;

    /// <summary>Gives a connection room.</summary>
    public static MqttClientOptions WithRoom(this MqttClientOptions options)
    {
        if (options.ChannelOptions is MqttClientTcpOptions tcp)
            tcp.BufferSize = Bytes;
        return options;
    }
}
