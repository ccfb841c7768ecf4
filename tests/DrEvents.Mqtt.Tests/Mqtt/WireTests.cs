namespace DrEvents.Mqtt.Tests.Mqtt;

/// <summary>What the session loop says on the wire, and how it takes a broker that says no, or nothing.</summary>
public sealed class WireTests
{
    private const string Id = "client-1";

    [Fact]
    public async Task filters_are_subscribed_in_packets_of_no_more_than_the_broker_takes()
    {
        await using var broker = await new ScriptedBroker().StartAsync();
        var filters = Enumerable.Range(1, 19).Select(n => $"a/{n}").ToArray();

        await using var session = new TestSession(broker.Address, Id, Asking(new Subscription(filters), new(["b"]))).Start();
        await session.NextAsync<Connected>();

        broker.Subscribes.Select(s => s.Length).ShouldBe([8, 8, 3, 1]);
        broker.Subscribes.SelectMany(s => s).ShouldBe([.. filters, "b"]);
    }

    [Fact]
    public async Task a_subscription_that_is_refused_is_a_failure_that_names_it()
    {
        await using var broker = await new ScriptedBroker { Refuses = topic => topic == "b" }.StartAsync();

        await using var session = new TestSession(broker.Address, Id, Asking(new Subscription(["a", "b"]))).Start();

        var refused = await session.NextAsync<RefusedSubscription>();
        (refused.Filter, refused.Code, session.WasConnected).ShouldBe(("b", "NotAuthorized", false));
        refused.Kind.ShouldBe(ConnectFailureKind.SubscriptionRefused);
    }

    [Fact]
    public async Task without_an_optional_subscription_the_connection_is_as_good()
    {
        await using var broker = await new ScriptedBroker { Refuses = topic => topic == "b" }.StartAsync();

        await using var session = new TestSession(
            broker.Address,
            Id,
            Asking(new Subscription(["a"]), new(["b"], IsOptional: true))
        ).Start();

        (await session.NextAsync<RefusedSubscription>()).Filter.ShouldBe("b");
        await session.NextAsync<Connected>();
    }

    [Fact]
    public async Task an_optional_subscription_over_which_the_broker_breaks_the_connection_is_not_asked_for_ever()
    {
        await using var broker = await new ScriptedBroker { BreaksOver = filter => filter == "b" }.StartAsync();

        await using var session = new TestSession(
            broker.Address,
            Id,
            Asking(new Subscription(["a"]), new(["b"], IsOptional: true), new(["c"], IsOptional: true))
        ).Start();

        for (var i = 0; i < 3; i++)
            (await session.NextAsync<ConnectFailure>()).Kind.ShouldBe(ConnectFailureKind.Other);
        await session.NextAsync<Connected>();
        broker.Subscribes[^1].ShouldBe(["c"]);
    }

    [Fact]
    public async Task publishing_says_what_became_of_the_message()
    {
        await using var broker = await new ScriptedBroker { Refuses = topic => topic == "b" }.StartAsync();
        await using var session = new TestSession(broker.Address, Id);
        (await session.Session.PublishAsync("a", "x"u8.ToArray())).ShouldBe("not connected");
        session.Start();
        await session.NextAsync<Connected>();

        (await session.Session.PublishAsync("a", "x"u8.ToArray())).ShouldBeNull();
        (await session.Session.PublishAsync("b", "x"u8.ToArray())).ShouldBe("refused by the broker: NotAuthorized");
        await Should.ThrowAsync<OperationCanceledException>(
            session.Session.PublishAsync("a", "x"u8.ToArray(), cancellation: new CancellationToken(canceled: true))
        );
    }

    [Fact]
    public async Task another_client_with_the_same_id_is_told_from_a_broker_that_went_away()
    {
        await using var broker = await new ScriptedBroker().StartAsync();
        await using var session = new TestSession(broker.Address, Id).Start();
        await session.NextAsync<Connected>();

        await using var other = new TestSession(broker.Address, Id).Start();

        (await session.NextAsync<ConnectFailure>()).Kind.ShouldBe(ConnectFailureKind.TakenOver);
    }

    [Fact]
    public async Task a_broker_that_does_not_answer_is_left_and_connected_to_anew()
    {
        await using var broker = await new ScriptedBroker { IsSilent = true }.StartAsync();
        await using var session = new TestSession(broker.Address, Id, s => s with { AnswerLongest = TimeSpan.FromSeconds(2) }).Start();
        await session.ConnectedAsync();

        (await session.Session.PublishAsync("a", "x"u8.ToArray())).ShouldNotBeNull();

        (await session.NextAsync<ConnectFailure>()).Kind.ShouldBe(ConnectFailureKind.NoAnswer);
        session.WasConnected.ShouldBeTrue();
        broker.IsSilent = false;
        await session.ConnectedAsync();
    }

    private static Func<SessionSettings, SessionSettings> Asking(params Subscription[] subscriptions) =>
        settings => settings with { Subscriptions = subscriptions };
}
