using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace DrEvents.Local.Mqtt;

/// <summary>
/// Keeps a broker's retained messages over its restarts: in memory, and in a file when there is one. The file is written
/// behind the broker's back, at most one write at a time, so a thousand VENs that come online do not cost a thousand files.
/// </summary>
internal sealed class RetainedMessages(MqttServer server, string? file, ILogger log)
{
    private Channel<bool> changed = SignalChannel();
    private List<MqttApplicationMessage> latest = [];
    private Task writing = Task.CompletedTask;

    /// <summary>Hooks into the broker's events.</summary>
    public void Attach()
    {
        server.LoadingRetainedMessageAsync += loading =>
        {
            loading.LoadedRetainedMessages = latest;
            return Task.CompletedTask;
        };
        // What the event carries may be older than what another event carried before: the broker is asked when writing.
        server.RetainedMessageChangedAsync += _ =>
        {
            changed.Writer.TryWrite(true);
            return Task.CompletedTask;
        };
    }

    /// <summary>Reads the file, and writes changes from now on.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        if (file is null)
            return;
        latest = await ReadAsync(file, cancel);
        changed = SignalChannel();
        writing = WriteChangesAsync(changed.Reader, file);
    }

    /// <summary>Keeps what the broker has now; to be called before it stops.</summary>
    public async Task StopAsync()
    {
        changed.Writer.TryComplete();
        await writing;
        latest = [.. await server.GetRetainedMessagesAsync()];
        if (file is not null)
            await WriteAsync(file, latest);
    }

    // A signal while another is waiting says nothing new.
    private static Channel<bool> SignalChannel() =>
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private async Task WriteChangesAsync(ChannelReader<bool> signals, string path)
    {
        await foreach (var _ in signals.ReadAllAsync())
        {
            try
            {
                await WriteAsync(path, await server.GetRetainedMessagesAsync());
            }
            catch (IOException failure)
            {
                log.LogError(failure, "Retained messages could not be written to {File}", path);
            }
        }
    }

    private async Task<List<MqttApplicationMessage>> ReadAsync(string path, CancellationToken cancel)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            await using var stream = File.OpenRead(path);
            var kept = await JsonSerializer.DeserializeAsync<Kept[]>(stream, JsonSerializerOptions.Web, cancel) ?? [];
            return [.. kept.Select(x => x.ToMessage())];
        }
        catch (JsonException broken)
        {
            log.LogWarning(broken, "Retained messages are lost: {File} cannot be read", path);
            return [];
        }
    }

    private static async Task WriteAsync(string path, IEnumerable<MqttApplicationMessage> messages)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        // Renamed when whole, so that a kill leaves the old file or the new one.
        var unfinished = path + ".new";
        await using (var stream = File.Create(unfinished))
            await JsonSerializer.SerializeAsync(stream, messages.Select(Kept.From), JsonSerializerOptions.Web);
        File.Move(unfinished, path, overwrite: true);
    }

    private sealed record Kept(string Topic, byte[] Payload, MqttQualityOfServiceLevel Qos)
    {
        public static Kept From(MqttApplicationMessage message) =>
            new(message.Topic, message.Payload.ToArray(), message.QualityOfServiceLevel);

        public MqttApplicationMessage ToMessage() =>
            new MqttApplicationMessageBuilder()
                .WithTopic(Topic)
                .WithPayload(Payload)
                .WithQualityOfServiceLevel(Qos)
                .WithRetainFlag()
                .Build();
    }
}
