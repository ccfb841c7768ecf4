using System.Buffers;
using System.Collections.Concurrent;
using System.Threading.Channels;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Benchmarks.Loaded;

/// <summary>
/// Stands in for many VENs on one connection: notes when each command comes and accepts it. No loads and no log are behind it, so ten
/// thousand of them leave the processors to the backend.
/// </summary>
internal sealed class PlainVens : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string EventId, string VenId), DateTimeOffset> _commandedAt = new();
    private readonly Channel<(string Topic, byte[] Payload)> _answers = Channel.CreateUnbounded<(string, byte[])>();
    private readonly PublisherGroup _load;
    private LoadClient? _commands;
    private Task _answering = Task.CompletedTask;

    private PlainVens(PublisherGroup load) => _load = load;

    public static async Task<PlainVens> StartAsync(int port, PublisherGroup load, CancellationToken cancellation)
    {
        var vens = new PlainVens(load);
        vens._commands = await LoadClient.ConnectAsync(port, vens.Received, Topics.Command("+"), cancellation);
        vens._answering = vens.AnswerAsync(cancellation);
        return vens;
    }

    /// <summary>When each VEN got the first command of an event.</summary>
    public IReadOnlyList<DateTimeOffset> CommandedAt(string eventId) =>
        [.. _commandedAt.Where(c => c.Key.EventId == eventId).Select(c => c.Value)];

    private void Received(string topic, ReadOnlySequence<byte> payload)
    {
        var now = DateTimeOffset.UtcNow;
        if (!VenCommand.Read(payload.ToArray()).TryGet(out var command, out _))
            return;
        if (command is { Op: CommandOps.ShedPanel, EventId: { } eventId })
            _commandedAt.TryAdd((eventId, command.VenId), now);
        var answer = new VenAck
        {
            Op = command.Op,
            CorrelationId = command.CorrelationId,
            Ok = true,
            At = now,
            VenId = command.VenId,
            EventId = command.EventId,
            ActualShedKw = command.RequestedReductionKw,
        };
        _answers.Writer.TryWrite((Topics.Ack(command.VenId), answer.ToUtf8()));
    }

    private async Task AnswerAsync(CancellationToken cancellation)
    {
        while (await _answers.Reader.WaitToReadAsync(cancellation))
        {
            var waiting = new List<(string, byte[])>();
            while (_answers.Reader.TryRead(out var answer))
                waiting.Add(answer);
            await _load.PublishAsync(waiting, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_commands is not null)
            await _commands.DisposeAsync();
        _answers.Writer.TryComplete();
        await _answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
