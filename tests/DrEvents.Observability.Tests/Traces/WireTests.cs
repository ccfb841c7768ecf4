using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Hosting.Observability;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using DrEvents.Observability.Tests.Running;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Observability.Tests.Traces;

/// <summary>What of a trace is on the wire, and what of it is believed.</summary>
public sealed class WireTests
{
    private const string Recorded = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_ven_whose_spans_nobody_collects_has_them_written_by_the_backend_and_without_a_trace_nothing_is_carried(
        bool isTraced
    )
    {
        await using var system = await ObservedSystem.StartAsync(isTraced ? ObservedSystem.Traced : null);
        var ven = system.With(new AnsweringVen("ven-9", system.Broker.Port));
        await ven.StartAsync();
        (
            await system.Http.PostAsJsonAsync(
                "/api/vens",
                new
                {
                    name = "a VEN",
                    location = new { lat = 1, lon = 1 },
                    registrationId = "ven-9",
                }
            )
        ).EnsureSuccessStatusCode();

        using var sent = await system.Http.PostAsJsonAsync("/api/vens/ven-9/commands", new SendCommandRequest(CommandOps.Ping));
        sent.EnsureSuccessStatusCode();

        await Eventually.HoldsAsync("the VEN has the command", () => !ven.Got.IsEmpty);
        if (!isTraced)
        {
            ven.Got.ShouldAllBe(trace => trace == null);
            return;
        }
        ven.Got.ShouldAllBe(trace => trace != null);
        var answer = await system.SpanAsync("the answer is traced", s => s.OperationName == AnswerWatch.AnswerSpan);
        var command = system.Spans.Single(s => s.OperationName == CommandSender.CommandSpan && s.TraceId == answer.TraceId);
        answer.ParentSpanId.ShouldBe(command.SpanId);
        var obeyed = system.Spans.Single(s => s.OperationName == AnswerWatch.VenSpan && s.TraceId == answer.TraceId);
        obeyed.Duration.TotalMilliseconds.ShouldBe(AnsweringVen.HandledMs, tolerance: 0.5);
    }

    [Fact]
    public void what_vens_say_of_traces_is_believed_so_many_times_a_second_only()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == Tracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        var traces = new RemoteTraces(new FakeTimeProvider());
        ActivitySource.AddActivityListener(listener);

        traces.Of(null).ShouldBeNull();
        traces.Of(new MessageTrace("rubbish")).ShouldBeNull();
        traces.Of(new MessageTrace(Recorded[..^1] + "0")).ShouldBeNull("its sender does not record it");
        Enumerable.Range(0, 1_000).Count(_ => traces.Of(new MessageTrace(Recorded)) is not null).ShouldBe(200);
    }

    [Fact]
    public void user_properties_are_read_within_bounds()
    {
        MessageTrace.Of([("traceparent", Recorded), ("handledMs", "1.5"), ("else", "x")]).ShouldBe(new MessageTrace(Recorded, 1.5));
        MessageTrace.Of([("traceparent", new string('a', 65))]).ShouldBeNull();
        MessageTrace.Of([("traceparent", Recorded), ("handledMs", "NaN")]).ShouldBe(new MessageTrace(Recorded));
        new MessageTrace(Recorded, 2).Properties().ShouldBe([("traceparent", Recorded), ("handledMs", "2")]);
    }

    /// <summary>A VEN that answers as one does whose spans nobody collects: with the command's own trace, and how long it took.</summary>
    private sealed class AnsweringVen(string venId, int port) : ISessionListener, IAsyncDisposable
    {
        public const double HandledMs = 7;
        private readonly CancellationTokenSource _stopping = new();
        private readonly MqttSession _session = new(
            new SessionSettings(new BrokerAddress(TestBroker.Host, port), venId)
            {
                Subscriptions = [new([Topics.Command(venId)])],
                FiltersPerSubscribeMax = 8,
                Pauses = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)),
            },
            TimeProvider.System
        );
        private Task _running = Task.CompletedTask;

        public ConcurrentQueue<MessageTrace?> Got { get; } = new();

        public Task StartAsync()
        {
            _running = _session.RunAsync(this, _stopping.Token);
            return Eventually.HoldsAsync("it is connected", () => _session.IsConnected);
        }

        public async Task OnMessageAsync(SessionMessage message, CancellationToken cancellation)
        {
            Got.Enqueue(message.Trace);
            var command = VenCommand.Read(message.Payload).Value!;
            var ack = new VenAck
            {
                Op = command.Op,
                CorrelationId = command.CorrelationId,
                Ok = true,
                VenId = venId,
            };
            var trace = message.Trace is { } t ? t with { HandledMs = HandledMs } : (MessageTrace?)null;
            await _session.PublishAsync(Topics.Ack(venId), ack.ToUtf8(), trace: trace, cancellation: cancellation);
            await message.AcknowledgeAsync();
        }

        public void OnDisconnected(ConnectFailure failure, bool wasConnected, TimeSpan pause) { }

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stopping.Dispose();
        }
    }
}
