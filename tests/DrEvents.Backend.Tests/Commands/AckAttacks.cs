using System.Net.Http.Json;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Participations;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Commands;

/// <summary>Answers that are not what they say: of another VEN, of another command, said again with other figures, or long after. Each is kept as what it is, and moves no figure.</summary>
[Collection(typeof(BackendCollection))]
public sealed class AckAttacks(BackendFixture backend)
{
    private const double RequestedKw = 2;
    private int _commands;

    [Fact]
    public async Task another_ven_answers_by_the_correlation_id_of_this_one()
    {
        var id = await DispatchAsync("evt-0000a001", "acked-1");
        await DispatchAsync("evt-0000a001", "forger-1");

        await AnswerAsync("forger-1", $$$"""{"op":"shedPanel","correlationId":"{{{id}}}","ok":true,"data":{"acceptedReduceKw":2}}""");

        (await ParticipationAsync("evt-0000a001", "acked-1")).AcceptedKw.ShouldBeNull();
        (await ParticipationAsync("evt-0000a001", "forger-1")).AcceptedKw.ShouldBeNull();
        (await AnswersAsync("acked-1")).ShouldBeEmpty();
        var kept = (await AnswersAsync("forger-1")).ShouldHaveSingleItem();
        (kept.Status, kept.Reason).ShouldBe(("unmatched", "this VEN was sent no command of that correlation id"));
    }

    [Fact]
    public async Task another_ven_says_in_its_answer_that_it_is_this_one()
    {
        var id = await DispatchAsync("evt-0000a002", "acked-2");

        await AnswerAsync("forger-2", $$$"""{"op":"shedPanel","correlationId":"{{{id}}}","venId":"acked-2","ok":true}""");

        (await ParticipationAsync("evt-0000a002", "acked-2")).Status.ShouldBe(ParticipationStatus.Pending);
        (await AnswersAsync("acked-2")).ShouldBeEmpty();
        (await AnswersAsync("forger-2")).ShouldHaveSingleItem().Status.ShouldBe("unmatched");
    }

    [Fact]
    public async Task a_second_answer_says_that_more_was_shed()
    {
        var id = await DispatchAsync("evt-0000a003", "acked-3");
        await AnswerAsync("acked-3", $$$"""{"op":"shedPanel","correlationId":"{{{id}}}","ok":true,"data":{"acceptedReduceKw":0.5}}""");

        await AnswerAsync("acked-3", $$$"""{"op":"shedPanel","correlationId":"{{{id}}}","ok":true,"data":{"acceptedReduceKw":2}}""");

        (await ParticipationAsync("evt-0000a003", "acked-3")).AcceptedKw.ShouldBe(0.5);
        (await AnswersAsync("acked-3")).Select(a => a.Status).ShouldBe(["repeated", "accepted"]);
    }

    [Fact]
    public async Task a_refusal_is_said_again_as_a_yes()
    {
        var id = await DispatchAsync("evt-0000a004", "acked-4");
        await AnswerAsync("acked-4", $$$"""{"op":"shedPanel","correlationId":"{{{id}}}","ok":false,"error":"critical load"}""");

        await AnswerAsync("acked-4", $$$"""{"op":"shedPanel","correlationId":"{{{id}}}","ok":true,"data":{"acceptedReduceKw":2}}""");

        (await ParticipationAsync("evt-0000a004", "acked-4")).Status.ShouldBe(ParticipationStatus.Refused);
        (await AnswersAsync("acked-4"))[0].Status.ShouldBe("repeated");
    }

    [Fact]
    public async Task an_answer_of_another_event_is_used_for_this_one()
    {
        var old = await DispatchAsync("evt-0000a005", "acked-5");
        await DispatchAsync("evt-0000a006", "acked-5");

        await AnswerAsync("acked-5", $$$"""{"op":"shedPanel","correlationId":"{{{old}}}","event_id":"evt-0000a006","ok":true}""");

        (await ParticipationAsync("evt-0000a006", "acked-5")).Status.ShouldBe(ParticipationStatus.Pending);
        (await AnswersAsync("acked-5"))[0].Status.ShouldBe("unmatched");
    }

    [Fact]
    public async Task an_answer_is_kept_and_sent_after_the_commands_end()
    {
        var id = await DispatchAsync("evt-0000a007", "acked-7", expiresInS: -1);

        await AnswerAsync("acked-7", $$$"""{"op":"shedPanel","correlationId":"{{{id}}}","ok":true,"data":{"acceptedReduceKw":2}}""");

        (await AnswersAsync("acked-7"))[0].Status.ShouldBe("late");
    }

    private Task AnswerAsync(string venId, string payload) => backend.DeliverAsync((Topics.Ack(venId), payload));

    private async Task<AckView[]> AnswersAsync(string venId)
    {
        await backend.CatchUpAsync();
        using var answer = await backend.Host.Server.CreateClient().GetAsync($"/api/vens/{venId}/events");
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<AckView[]>())! : [];
    }

    private async Task<Participation> ParticipationAsync(string owner, string venId)
    {
        await using var session = backend.Store.QuerySession();
        return (await session.LoadAsync<Participation>(Participation.StreamOf(owner, venId)))!;
    }

    private async Task<string> DispatchAsync(string owner, string venId, int expiresInS = 600)
    {
        var now = TimeProvider.System.GetUtcNow();
        var end = now.AddSeconds(expiresInS);
        var id = $"{owner}.1.a{++_commands}";
        await using var session = backend.Store.LightweightSession();
        session.Events.Append(
            Participation.StreamOf(owner, venId),
            new CommandDispatched(id, CommandOps.ShedPanel, 1, RequestedKw, end, end, "test", null, now)
        );
        await session.SaveChangesAsync();
        return id;
    }
}
