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

    [Fact]
    public async Task an_answer_in_the_batch_of_the_acceptance_takes_it_along()
    {
        var (stream, command) = await DispatchedAsync("evt-0000001a");

        await TakeAsync([Taken(stream, command, attempt: 1, atMs: 20)], [Answer(command, atMs: 70)]);

        var answer = (await StoredAsync(stream)).Skip(1).ShouldHaveSingleItem().ShouldBeOfType<AckReceived>();
        (answer.AcceptedAt, answer.Attempt, answer.ResponseMs).ShouldBe((At.AddMilliseconds(20), 1, 50.0));
        (await StateAsync(stream)).ResponseMs.ShouldBe(50);
    }

    [Fact]
    public async Task an_acceptance_without_an_answer_is_stored_by_itself()
    {
        var (stream, command) = await DispatchedAsync("evt-0000001b");

        await TakeAsync([Taken(stream, command, attempt: 1, atMs: 20)], []);
        await TakeAsync([], [Answer(command, atMs: 70)]);

        var stored = await StoredAsync(stream);
        stored.Select(e => e.GetType().Name).ShouldBe([nameof(CommandDispatched), nameof(CommandAccepted), nameof(AckReceived)]);
        ((AckReceived)stored[2]).AcceptedAt.ShouldBeNull();
        (await StateAsync(stream)).ResponseMs.ShouldBe(50);
    }

    [Fact]
    public async Task two_acceptances_and_two_answers_of_one_batch_are_all_stored()
    {
        var (stream, command) = await DispatchedAsync("evt-0000001c");

        await TakeAsync(
            [Taken(stream, command, attempt: 1, atMs: 20), Taken(stream, command, attempt: 2, atMs: 2_020)],
            [Answer(command, atMs: 2_070), Answer(command, atMs: 2_071)]
        );

        var stored = await StoredAsync(stream);
        stored.Skip(1).Select(e => e.GetType().Name).ShouldBe([nameof(CommandAccepted), nameof(AckReceived), nameof(AckReceived)]);
        stored
            .OfType<AckReceived>()
            .Select(a => (a.Attempt, a.Standing))
            .ShouldBe([(2, AckStandings.First), (null, AckStandings.Repeated)]);
        var life = (await StateAsync(stream)).Newest!;
        (life.Attempts, life.AcceptedAt).ShouldBe((2, At.AddMilliseconds(20)));
    }

    private async Task<(string Stream, CommandDispatched Command)> DispatchedAsync(string eventId)
    {
        var (stream, command) = (Participation.StreamOf(eventId, VenId), Given.Shed(eventId + ".1.c1", 2, At));
        await using var session = fixture.Store.LightweightSession();
        session.Events.Append(stream, command);
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        return (stream, command);
    }

    private async Task TakeAsync(PublishedCommand[] taken, Incoming[] answers)
    {
        await using var session = fixture.Store.LightweightSession();
        var intake = new Intake(session, At);
        await AckIntake.AddAsync(intake, taken, answers, TestContext.Current.CancellationToken);
        await intake.Appends.AppendToAsync(session, TestContext.Current.CancellationToken);
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);
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

    private static PublishedCommand Taken(string stream, CommandDispatched command, int attempt, double atMs) =>
        new(stream, new CommandAccepted(command.CorrelationId, attempt, At.AddMilliseconds(atMs)));

    private static Incoming Answer(CommandDispatched command, double atMs)
    {
        var ack = new VenAck
        {
            Op = command.Op,
            CorrelationId = command.CorrelationId,
            Ok = true,
            At = At.AddMilliseconds(atMs),
        };
        return Incoming.From(new InboundMessage(Topics.Ack(VenId), ack.ToUtf8(), At.AddMilliseconds(atMs), () => Task.CompletedTask));
    }
}
