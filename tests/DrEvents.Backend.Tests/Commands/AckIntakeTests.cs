using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Ingest;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Mqtt;
using DrEvents.Backend.Store;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Commands;

public sealed class AckIntakeTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const string VenId = "intake-1";
    private static readonly DateTimeOffset At = Given.Start;

    private readonly CommandsUnderWay _underWay = new();

    [Fact]
    public async Task an_answer_takes_the_acceptance_along_that_is_not_stored_yet()
    {
        var (stream, command) = await DispatchedAsync("evt-0000001a");
        _underWay.Hand(stream, Taken(command, attempt: 2, atMs: 20));

        await TakeAsync(Answer(command, atMs: 70));

        var answer = (await StoredAsync(stream)).Skip(1).ShouldHaveSingleItem().ShouldBeOfType<AckReceived>();
        (answer.AcceptedAt, answer.Attempt, answer.ResponseMs).ShouldBe((At.AddMilliseconds(20), 2, 50.0));
        var life = (await StateAsync(stream)).Newest!;
        (life.ResponseMs, life.Attempts, life.AcceptedAt).ShouldBe((50, 2, At.AddMilliseconds(20)));
        _underWay.HandedOf(command.CorrelationId).ShouldBeNull("it is stored");
    }

    [Fact]
    public async Task a_broker_that_says_late_that_it_took_a_command_says_nothing_new_where_the_answer_is_stored()
    {
        var (stream, command) = await DispatchedAsync("evt-0000001f");
        _underWay.Hand(stream, Taken(command, attempt: 1, atMs: 20));
        await TakeAsync(Answer(command, atMs: 70));

        _underWay.Take(command.CorrelationId);

        _underWay.TakenBefore(At.AddHours(1)).ShouldBeEmpty();
        (await StateAsync(stream)).Newest!.ResponseMs.ShouldBe(50, "counted from the moment it was handed over");
    }

    [Fact]
    public void of_what_was_handed_over_only_what_the_broker_took_is_stored_without_an_answer()
    {
        var command = new CommandAccepted("c-1", 1, At);
        _underWay.Hand("evt-0000001a/x", command);
        _underWay.TakenBefore(At.AddSeconds(1)).ShouldBeEmpty();
        _underWay.Take("c-1");
        _underWay.TakenBefore(At.AddSeconds(1)).ShouldBe([("evt-0000001a/x", command)]);
    }

    [Fact]
    public async Task an_answer_without_an_acceptance_is_stored_by_itself()
    {
        var (stream, command) = await DispatchedAsync("evt-0000001b");

        await TakeAsync(Answer(command, atMs: 70));

        (await StoredAsync(stream)).Skip(1).ShouldHaveSingleItem().ShouldBeOfType<AckReceived>().AcceptedAt.ShouldBeNull();
    }

    [Fact]
    public async Task of_two_answers_of_one_batch_the_first_takes_the_acceptance_along()
    {
        var (stream, command) = await DispatchedAsync("evt-0000001c");
        _underWay.Hand(stream, Taken(command, attempt: 1, atMs: 20));

        await TakeAsync(Answer(command, atMs: 70), Answer(command, atMs: 71));

        (await StoredAsync(stream))
            .OfType<AckReceived>()
            .Select(a => (a.Attempt, a.Standing))
            .ShouldBe([(1, AckStandings.First), (null, AckStandings.Repeated)]);
    }

    [Fact]
    public async Task what_is_no_answer_leaves_the_acceptance_an_event_of_its_own()
    {
        var (stream, command) = await DispatchedAsync("evt-0000001d");
        _underWay.Hand(stream, Taken(command, attempt: 1, atMs: 20));

        await TakeAsync(Answer(command, atMs: 70, error: "opted out: not today"));

        var stored = await StoredAsync(stream);
        stored.Select(e => e.GetType().Name).ShouldBe([nameof(CommandDispatched), nameof(CommandAccepted), nameof(OptedOut)]);
        _underWay.HandedOf(command.CorrelationId).ShouldBeNull("it is stored");
    }

    [Fact]
    public async Task what_could_not_be_stored_is_taken_along_at_the_next_try()
    {
        var (stream, command) = await DispatchedAsync("evt-0000001e");
        _underWay.Hand(stream, Taken(command, attempt: 1, atMs: 20));
        await using (var session = fixture.Store.LightweightSession())
            await AckIntake.AddAsync(
                new Intake(session, At),
                [Answer(command, atMs: 70)],
                _underWay,
                TestContext.Current.CancellationToken
            );

        await TakeAsync(Answer(command, atMs: 70));

        (await StoredAsync(stream)).Skip(1).ShouldHaveSingleItem().ShouldBeOfType<AckReceived>().Attempt.ShouldBe(1);
    }

    private async Task<(string Stream, CommandDispatched Command)> DispatchedAsync(string eventId)
    {
        var (stream, command) = (Participation.StreamOf(eventId, VenId), Given.Shed(eventId + ".1.c1", 2, At));
        await using var session = fixture.Store.LightweightSession();
        session.Events.Append(stream, command);
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        return (stream, command);
    }

    private async Task TakeAsync(params Incoming[] answers)
    {
        await using var session = fixture.Store.LightweightSession();
        var intake = new Intake(session, At);
        await AckIntake.AddAsync(intake, answers, _underWay, TestContext.Current.CancellationToken);
        await intake.Appends.AppendToAsync(session, TestContext.Current.CancellationToken);
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        intake.WhenStored.ForEach(done => done());
    }

    private async Task<List<object>> StoredAsync(string stream)
    {
        await using var session = fixture.Store.QuerySession();
        return [.. (await session.Events.FetchStreamAsync(stream, token: TestContext.Current.CancellationToken)).Select(e => e.Data)];
    }

    private async Task<Participation> StateAsync(string stream)
    {
        await using var session = fixture.Store.QuerySession();
        return (await session.LoadAsync<Participation>(stream, TestContext.Current.CancellationToken))!;
    }

    private static CommandAccepted Taken(CommandDispatched command, int attempt, double atMs) =>
        new(command.CorrelationId, attempt, At.AddMilliseconds(atMs));

    private static Incoming Answer(CommandDispatched command, double atMs, string? error = null)
    {
        var ack = new VenAck
        {
            Op = command.Op,
            CorrelationId = command.CorrelationId,
            Ok = error is null,
            Error = error,
            At = At.AddMilliseconds(atMs),
        };
        return Incoming.From(new InboundMessage(Topics.Ack(VenId), ack.ToUtf8(), At.AddMilliseconds(atMs), () => Task.CompletedTask));
    }
}
