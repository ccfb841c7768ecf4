using System.Text;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Vens;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Commands;

public class MatchAckTests
{
    private const string Id = "evt-00000001.1.aabbccdd";
    private static readonly DateTimeOffset At = Given.Start.AddSeconds(1);
    private static readonly Participation Told = Given.Part("evt-00000001/ven-1", Given.Shed(Id, 2, Given.Start));

    private static VenAck Ack(string json) => VenAck.Read(Encoding.UTF8.GetBytes(json)).Value!;

    private static object Stored(VenAck ack, Participation? part, DateTimeOffset at) => MatchAck.Decide("ven-1", ack, part, at).Event;

    [Theory]
    [InlineData("""{"op":"shedPanel","correlationId":"evt-00000001.1.aabbccdd","ok":true,"ts":1,"data":{"acceptedReduceKw":2}}""")]
    [InlineData(
        """{"op":"event","status":"accepted","event_id":"evt-00000001","actual_shed_kw":2,"correlationId":"evt-00000001.1.aabbccdd"}"""
    )]
    [InlineData("""{"op":"shedpanel","status":"success","event_id":"evt-00000001","actual_shed_kw":2}""")]
    public void each_shape_finds_its_command(string json)
    {
        var ack = Ack(json.Replace("\"ts\":1,", "", StringComparison.Ordinal));
        MatchAck.StreamFor("ven-1", ack).ShouldBe("evt-00000001/ven-1");

        var received = Stored(ack, Told, At).ShouldBeOfType<AckReceived>();

        (received.CorrelationId, received.Ok, received.ActualShedKw, received.Standing).ShouldBe((Id, true, 2, AckStandings.First));
    }

    [Fact]
    public void a_repeat_is_recorded_as_one()
    {
        var ack = Ack($$"""{"op":"shedPanel","correlationId":"{{Id}}","ok":true}""");
        var answered = Told.Then(Stored(ack, Told, At));

        Stored(ack, answered, At.AddSeconds(1)).ShouldBeOfType<AckReceived>().Standing.ShouldBe(AckStandings.Repeated);
    }

    private static string Said(bool ok, double ts, string? error = null) =>
        $$"""{"op":"shedPanel","correlationId":"{{Id}}","ok":{{(ok ? "true" : "false")}},"ts":{{At.ToUnixTimeSeconds() + ts}}{{(error is null ? "" : $",\"error\":\"{error}\"")}}}""";

    private static readonly Participation Obeyed = Told.Then(Stored(Ack(Said(true, 0)), Told, At));

    [Theory]
    [InlineData("opted out: mustRun", "mustRun")]
    [InlineData("opted out", "no reason given")]
    [InlineData("the owner wants his car", "the owner wants his car")]
    public void a_no_to_a_command_that_was_obeyed_is_an_opt_out(string error, string reason)
    {
        var stored = Stored(Ack(Said(false, 9, error)), Obeyed, At.AddSeconds(9)).ShouldBeOfType<OptedOut>();

        (stored.CorrelationId, stored.Reason, stored.VenAt).ShouldBe((Id, reason, At.AddSeconds(9)));
    }

    [Fact]
    public void a_first_answer_that_names_an_opt_out_is_one() =>
        Stored(Ack(Said(false, 0, "opted out: economic")), Told, At).ShouldBeOfType<OptedOut>().Reason.ShouldBe("economic");

    [Fact]
    public void any_other_no_is_a_refusal() =>
        Stored(Ack(Said(false, 0, "disabled")), Told, At).ShouldBeOfType<AckReceived>().Standing.ShouldBe(AckStandings.First);

    [Fact]
    public void a_yes_after_an_opt_out_is_an_opt_in()
    {
        var optedOut = Obeyed.Then(Stored(Ack(Said(false, 9, "opted out: mustRun")), Obeyed, At.AddSeconds(9)));

        var stored = Stored(Ack(Said(true, 20)), optedOut, At.AddSeconds(20)).ShouldBeOfType<OptedIn>();

        (stored.RequestedReductionKw, stored.EndsAt).ShouldBe((2, Given.Start.AddHours(1)));
    }

    [Fact]
    public void the_first_answer_that_comes_again_after_an_opt_out_brings_nobody_back()
    {
        var optedOut = Obeyed.Then(Stored(Ack(Said(false, 9, "opted out: mustRun")), Obeyed, At.AddSeconds(9)));

        Stored(Ack(Said(true, 0)), optedOut, At.AddSeconds(20)).ShouldBeOfType<AckReceived>().Standing.ShouldBe(AckStandings.Repeated);
    }

    [Fact]
    public void an_opt_out_that_comes_again_after_an_opt_in_takes_nobody_out()
    {
        var optedOut = Obeyed.Then(Stored(Ack(Said(false, 9, "opted out: mustRun")), Obeyed, At.AddSeconds(9)));
        var optedIn = optedOut.Then(Stored(Ack(Said(true, 20)), optedOut, At.AddSeconds(20)));

        Stored(Ack(Said(false, 9, "opted out: mustRun")), optedIn, At.AddSeconds(30)).ShouldBeOfType<AckReceived>();
    }

    [Fact]
    public void an_answer_after_the_expiry_is_late() =>
        Stored(Ack($$"""{"op":"shedPanel","correlationId":"{{Id}}","ok":true}"""), Told, Given.Start.AddHours(2))
            .ShouldBeOfType<AckReceived>()
            .Standing.ShouldBe(AckStandings.Late);

    [Theory]
    [InlineData("""{"op":"shedPanel","correlationId":"evt-00000001.1.ffffffff","ok":true}""", "correlation id")]
    [InlineData("""{"op":"shedPanel","correlationId":"evt-00000001.1.aabbccdd","ok":true,"venId":"ven-2"}""", "another VEN")]
    [InlineData(
        """{"op":"event","correlationId":"evt-00000001.1.aabbccdd","status":"accepted","event_id":"evt-0000000f"}""",
        "another event"
    )]
    public void a_forged_one_is_kept_on_the_vens_own_stream_with_what_is_wrong(string json, string why)
    {
        var (stream, stored) = MatchAck.Decide("ven-1", Ack(json), Told, At);

        stream.ShouldBe("ven/ven-1");
        stored.ShouldBeOfType<AckUnmatched>().Reason.ShouldContain(why);
    }

    [Fact]
    public void an_unknown_one_is_kept_too()
    {
        var ack = Ack("""{"op":"ping","correlationId":"who-knows","ok":true}""");

        MatchAck.StreamFor("ven-1", ack).ShouldBeNull();
        Stored(ack, null, At).ShouldBeOfType<AckUnmatched>();
    }
}
