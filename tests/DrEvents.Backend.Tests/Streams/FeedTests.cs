using System.Text.RegularExpressions;
using DrEvents.Backend.Features.Control;
using DrEvents.Backend.Features.Events;
using DrEvents.Contracts;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Streams;

/// <summary>Who is told what of the stored events, and what that costs. Each test has a store of its own.</summary>
public sealed partial class FeedTests
{
    [Fact]
    public async Task a_client_is_told_what_is_stored_after_it_came_and_nothing_else()
    {
        await using var store = await NewStoreAsync();
        using var streams = new StreamsAlone(store.Fixture);
        var before = await streams.StoreAsync();
        await using var client = streams.Begin();
        (await client.NextAsync()).ShouldBe($"retry: 1000\nid: {before}\n\n");

        var after = await streams.StoreAsync();
        await streams.LookAsync();

        SequencesOf(await client.NextAsync()).ShouldBe([after]);
    }

    [Fact]
    public async Task that_a_dr_event_changed_is_called_out_and_decisions_of_the_loop_and_answers_of_vens_are_not()
    {
        await using var store = await NewStoreAsync();
        using var streams = new StreamsAlone(store.Fixture);
        var called = new List<string>();
        streams.Feed.EventChanged += called.Add;
        using var listening = streams.Feed.Listen();
        await streams.LookAsync();
        var (begun, decided) = (EventIds.New(), EventIds.New());

        await streams.StoreAsync(begun, new EventActivated(Plan: null, 0, Given.Start));
        await streams.StoreAsync(
            decided,
            new SharesAdjusted(new ControlFigures(1, 10, 10, 10, 1, 0, 0), [new ShareChange("b", 5, 0, 0)], [], Given.Start)
        );
        await streams.StoreAsync();
        await streams.LookAsync();

        called.ShouldBe([begun]);
    }

    [Fact]
    public async Task what_can_still_be_followed_by_a_lower_number_waits()
    {
        await using var store = await NewStoreAsync();
        using var streams = new StreamsAlone(store.Fixture);
        await streams.StoreAsync();
        await using var client = streams.Begin();
        await client.NextAsync();
        var waiting = await streams.StoreAsync(isMarked: false);

        await streams.LookAsync();
        client.HasNothing.ShouldBeTrue();
        await streams.MarkAsync(waiting);

        // Transactions of other tests on the same server, too, can still be followed by a lower number.
        await Eventually.HoldsAsync(
            "it is told",
            async () =>
            {
                await streams.LookAsync();
                return !client.HasNothing;
            }
        );
        SequencesOf(await client.NextAsync()).ShouldBe([waiting]);
    }

    [Fact]
    public async Task one_that_comes_again_is_told_what_it_missed_also_from_the_middle_of_what_others_were_told()
    {
        await using var store = await NewStoreAsync();
        using var streams = new StreamsAlone(store.Fixture);
        var first = await streams.StoreAsync();
        await using var other = streams.Begin();
        await other.NextAsync();
        var missed = new List<long>();
        for (var i = 0; i < 3; i++)
            missed.Add(await streams.StoreAsync());
        await streams.LookAsync();
        SequencesOf(await other.NextAsync()).ShouldBe(missed);

        await using var again = streams.Begin(lastEventId: missed[0]);
        await using var longAgo = streams.Begin(lastEventId: 0);

        (await again.NextAsync()).ShouldBe("retry: 1000\n\n");
        SequencesOf(await again.NextAsync()).ShouldBe(missed[1..]);
        await longAgo.NextAsync();
        SequencesOf(await longAgo.NextAsync()).ShouldBe([first]);
        SequencesOf(await longAgo.NextAsync()).ShouldBe(missed);
        await streams.LookAsync();
        again.HasNothing.ShouldBeTrue();
        longAgo.HasNothing.ShouldBeTrue();
    }

    [Fact]
    public async Task one_that_missed_too_much_is_told_so_and_goes_on_from_here()
    {
        await using var store = await NewStoreAsync();
        using var streams = new StreamsAlone(store.Fixture, missedMax: 5);
        long newest = 0;
        for (var i = 0; i < 6; i++)
            newest = await streams.StoreAsync();

        await using var client = streams.Begin(lastEventId: 0);
        await client.NextAsync();

        var reset = await client.NextAsync();
        reset.ShouldStartWith($"id: {newest}\nevent: reset\ndata: {{\"after\":0,\"upTo\":{newest},");
        var next = await streams.StoreAsync();
        await streams.LookAsync();
        SequencesOf(await client.NextAsync()).ShouldBe([next]);
    }

    [Fact]
    public async Task one_with_an_id_that_this_store_does_not_know_is_told_so_after_another_look()
    {
        await using var store = await NewStoreAsync();
        using var streams = new StreamsAlone(store.Fixture);
        var newest = await streams.StoreAsync();
        await using var client = streams.Begin(lastEventId: newest + 1_000);
        await client.NextAsync();
        client.HasNothing.ShouldBeTrue();

        await streams.LookAsync();
        await streams.LookAsync();
        await streams.LookAsync();

        (await client.NextAsync()).ShouldStartWith($"id: {newest}\nevent: reset\n");
    }

    [Fact]
    public async Task a_client_that_reads_slowly_costs_no_memory_and_is_told_that_it_missed_something()
    {
        await using var store = await NewStoreAsync();
        using var streams = new StreamsAlone(store.Fixture, missedMax: 5);
        var begin = await streams.StoreAsync();
        await using var slow = streams.Begin();
        await using var quick = streams.Begin();
        await slow.NextAsync();
        await quick.NextAsync();
        long newest = 0;
        var told = 0;
        for (var i = 0; i < 12; i++)
        {
            newest = await streams.StoreAsync();
            await streams.LookAsync();
            told += SequencesOf(await quick.NextAsync()).Count;
        }

        told.ShouldBe(12);
        (await slow.NextAsync()).ShouldStartWith($"id: {newest}\nevent: reset\ndata: {{\"after\":{begin},");
        await streams.LookAsync();
        slow.HasNothing.ShouldBeTrue();
    }

    [Fact]
    public async Task fifty_clients_ask_the_store_no_more_than_one_and_nobody_nothing()
    {
        await using var store = await NewStoreAsync();
        using var streams = new StreamsAlone(store.Fixture);
        await streams.StoreAsync();
        var clients = Enumerable.Range(0, 50).Select(_ => streams.Begin()).ToList();
        foreach (var client in clients)
            await client.NextAsync();
        var begin = streams.Statements;
        begin.ShouldBeGreaterThan(0);
        for (var i = 0; i < 5; i++)
            await streams.LookAsync();
        // Nothing new was stored: a look asks for the mark.
        (streams.Statements - begin).ShouldBeInRange(5, 8);

        foreach (var client in clients)
            await client.DisposeAsync();
        await Eventually.HoldsAsync("nothing is kept", () => streams.Feed.End is null);
        var (statements, looks) = (streams.Statements, streams.Feed.Looks);
        for (var i = 0; i < 60; i++)
            streams.Clock.Advance(TimeSpan.FromSeconds(1));

        // Whoever comes now is the next to ask.
        await using var next = streams.Begin();
        await next.NextAsync();
        (streams.Feed.Looks - looks).ShouldBe(1);
        (streams.Statements - statements).ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task a_sign_of_life_says_up_to_where_all_was_told()
    {
        await using var store = await NewStoreAsync();
        using var streams = new StreamsAlone(store.Fixture);
        var newest = await streams.StoreAsync();
        await using var client = streams.Begin();
        await client.NextAsync();
        client.HasNothing.ShouldBeTrue();

        await Eventually.HoldsAsync(
            "there is a sign",
            () =>
            {
                streams.Clock.Advance(TimeSpan.FromSeconds(15));
                return !client.HasNothing;
            }
        );

        (await client.NextAsync()).ShouldBe($":\nid: {newest}\n\n");
    }

    private static List<long> SequencesOf(string frame)
    {
        frame.ShouldContain("event: stored\n");
        return [.. Sequence().Matches(frame).Select(m => long.Parse(m.Groups[1].Value, null))];
    }

    private static async Task<OwnStore> NewStoreAsync()
    {
        var fixture = new StoreFixture();
        await fixture.InitializeAsync();
        return new OwnStore(fixture);
    }

    private sealed record OwnStore(StoreFixture Fixture) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Fixture.DisposeAsync();
    }

    [GeneratedRegex(@"""sequence"":(\d+)")]
    private static partial Regex Sequence();
}
