using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Mqtt.Tests.Mqtt;

/// <summary>The session loop against a broker that nobody here wrote.</summary>
public sealed class SessionTests
{
    private const string Id = "client-1";
    private const string Topic = "a/1";

    public SessionTests() => Assert.SkipWhen(MosquittoBroker.Program is null, "mosquitto is not installed");

    [Fact]
    public async Task what_was_not_acknowledged_comes_again_over_a_broker_that_was_killed()
    {
        await using var broker = await MosquittoBroker.StartNewAsync();
        var isStored = false;
        await using var session = new TestSession(At(broker), Id, Listening) { Acknowledges = text => text != "two" || isStored }.Start();
        await session.ConnectedAsync();
        await using (var other = await TestClient.ConnectAsync(broker.Port))
        {
            await other.PublishAsync(Topic, "one");
            await other.PublishAsync(Topic, "two");
        }
        (await session.NextAsync<Message>()).Text.ShouldBe("one");
        (await session.NextAsync<Message>()).Text.ShouldBe("two");

        await broker.KillAsync();
        isStored = true;
        await broker.StartAsync();
        await session.ConnectedAsync();

        (await session.NextAsync<Message>()).Text.ShouldBe("two");
        await using var last = await TestClient.ConnectAsync(broker.Port);
        await last.PublishAsync(Topic, "three");
        (await session.NextAsync<Message>()).Text.ShouldBe("three", "what was acknowledged does not come again");
    }

    [Fact]
    public async Task what_arrives_while_nobody_is_connected_waits_at_the_broker()
    {
        await using var broker = await MosquittoBroker.StartNewAsync();
        await using (var session = new TestSession(At(broker), Id, Listening).Start())
            await session.ConnectedAsync();
        await using (var other = await TestClient.ConnectAsync(broker.Port))
            await other.PublishAsync(Topic, "waiting");

        await using var next = new TestSession(At(broker), Id, Listening).Start();

        await next.NextAsync<Connected>();
        (await next.NextAsync<Message>()).Text.ShouldBe("waiting");
    }

    [Fact]
    public async Task what_an_earlier_version_listened_to_is_heard_no_more_though_the_broker_kept_it()
    {
        await using var broker = await MosquittoBroker.StartNewAsync();
        await using (
            var earlier = new TestSession(At(broker), Id, s => Listening(s) with { Subscriptions = [new(["a/+", "old/+"])] }).Start()
        )
            await earlier.ConnectedAsync();
        await using var other = await TestClient.ConnectAsync(broker.Port);
        await other.PublishAsync("old/1", "waiting");
        // More than go into one packet, and most of them nobody ever subscribed to.
        string[] unwanted = [.. Enumerable.Range(1, 8).Select(n => $"never/{n}"), "old/+"];

        await using var session = new TestSession(At(broker), Id, s => Listening(s) with { Unwanted = unwanted }).Start();

        await session.NextAsync<Connected>();
        (await session.NextAsync<Message>()).ShouldBe(new Message("old/1", "waiting"), "it came before");
        await other.PublishAsync("old/1", "unheard");
        await other.PublishAsync(Topic, "last");
        (await session.NextAsync<Message>()).ShouldBe(new Message(Topic, "last"));
    }

    [Fact]
    public async Task messages_come_when_the_owner_is_ready_for_them()
    {
        await using var broker = await MosquittoBroker.StartNewAsync();
        await using var other = await TestClient.ConnectAsync(broker.Port);
        await other.PublishAsync(Topic, "early", retain: true);
        var ready = new TaskCompletionSource();
        await using var session = new TestSession(At(broker), Id, Listening) { Ready = ready.Task }.Start();
        await session.NextAsync<Connected>();

        (await session.Session.PublishAsync("b", "x"u8.ToArray())).ShouldBeNull("one can publish before");
        session.IsQuiet.ShouldBeTrue();
        ready.SetResult();

        (await session.NextAsync<Message>()).Text.ShouldBe("early");
    }

    [Fact]
    public async Task an_owner_that_never_gets_ready_can_be_stopped_with_a_message_waiting()
    {
        await using var broker = await MosquittoBroker.StartNewAsync();
        await using var other = await TestClient.ConnectAsync(broker.Port);
        await other.PublishAsync(Topic, "early", retain: true);
        var session = new TestSession(At(broker), Id, Listening) { Ready = new TaskCompletionSource().Task }.Start();
        await session.NextAsync<Connected>();
        (await session.Session.PublishAsync("b", "x"u8.ToArray())).ShouldBeNull("the message is here by then");

        await session.DisposeAsync();

        session.IsQuiet.ShouldBeTrue();
    }

    [Fact]
    public async Task every_connection_has_a_will_of_its_own_and_a_goodbye_takes_it_back()
    {
        await using var broker = await MosquittoBroker.StartNewAsync();
        await using var witness = await TestClient.ConnectAsync(broker.Port);
        await witness.SubscribeAsync("will");
        using var way = new CancellationTokenSource();
        var connections = 0;
        var session = new TestSession(At(broker), Id)
        {
            Connecting = () => new(new LastWill("will", [(byte)('0' + ++connections)]), connections == 1 ? way.Token : default),
        }.Start();
        await session.NextAsync<Connected>();

        await way.CancelAsync();
        (await session.NextAsync<ConnectFailure>()).Words.ShouldBe("the network broke");
        await session.NextAsync<Connected>();
        await session.DisposeAsync();

        await using var last = await TestClient.ConnectAsync(broker.Port);
        await last.PublishAsync("will", "last");
        await Eventually.HoldsAsync("all has arrived", () => witness.Messages.Any(m => m.Payload == "last"));
        witness.Messages.Select(m => m.Payload).ShouldBe(["1", "last"]);
    }

    [Fact]
    public async Task a_client_that_is_dropped_says_no_goodbye_and_does_not_come_back()
    {
        await using var broker = await MosquittoBroker.StartNewAsync();
        await using var witness = await TestClient.ConnectAsync(broker.Port);
        await witness.SubscribeAsync("will");
        await using var session = new TestSession(At(broker), Id) { Connecting = () => new(new LastWill("will", [])) }.Start();
        await session.NextAsync<Connected>();

        session.Session.Drop();

        await witness.HasReceivedAsync(1);
        await session.Running.WaitAsync(TimeSpan.FromSeconds(10));
        session.IsQuiet.ShouldBeTrue("a loss of power is not told");
    }

    [Fact]
    public async Task a_broker_that_is_not_there_is_tried_again_by_the_sessions_own_clock()
    {
        using var nobody = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var clock = new ClockOfPauses();
        var bounds = new PauseBounds(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5));
        await using var session = new TestSession(At(nobody), Id, s => s with { Pauses = bounds }, clock).Start();

        foreach (var mostMinutes in new[] { 2, 4, 5, 5 })
        {
            (await session.NextAsync<ConnectFailure>()).Kind.ShouldBe(ConnectFailureKind.NobodyListens);
            session.WasConnected.ShouldBeFalse();
            session.Pause.ShouldBeInRange(bounds.First, TimeSpan.FromMinutes(mostMinutes));
            await clock.PauseBegunAsync();
            clock.Advance(session.Pause - TimeSpan.FromSeconds(1));
            session.IsQuiet.ShouldBeTrue("it is not time yet");
            clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task what_the_owner_throws_without_a_connection_ends_the_session()
    {
        using var nobody = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var session = new TestSession(At(nobody), Id) { Throws = new InvalidDataException("enough") }.Start();

        (await Should.ThrowAsync<InvalidDataException>(session.Running)).Message.ShouldBe("enough");
    }

    private static BrokerAddress At(MosquittoBroker broker) => new(TestBroker.Host, broker.Port);

    /// <summary>A port that is taken and where nobody listens.</summary>
    private static BrokerAddress At(Socket nobody)
    {
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new(TestBroker.Host, ((IPEndPoint)nobody.LocalEndPoint!).Port);
    }

    private static SessionSettings Listening(SessionSettings settings) =>
        settings with
        {
            Subscriptions = [new(["a/+"])],
            Expiry = TimeSpan.FromHours(1),
            ReceiveMaximum = 10,
        };

    /// <summary>A clock that stands still until it is told otherwise, and says when somebody waits for it.</summary>
    private sealed class ClockOfPauses : FakeTimeProvider
    {
        private readonly Channel<TimeSpan> _begun = Channel.CreateUnbounded<TimeSpan>();

        public async Task PauseBegunAsync() => await _begun.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _begun.Writer.TryWrite(dueTime);
            return timer;
        }
    }
}
