using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using DrEvents.Ven.Reporting;
using DrEvents.Ven.Shedding;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Reporting;

public class AgentRecordTests
{
    private static readonly MessageTrace Trace = new("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", 3);

    [Fact]
    public void every_thirtieth_sample_takes_along_what_happened_since()
    {
        var clock = new FakeTimeProvider();
        var record = new AgentRecord("1.2.3", clock);
        record.Connected();
        record.TakeDue(0).ShouldBe(new AgentReading("1.2.3", 0, 1, 0, 0, 0, 0));
        record.Obeyed(new CommandOutcome(Answer(ok: true)), TimeSpan.FromMilliseconds(2));
        record.Obeyed(new CommandOutcome(Answer(ok: false)), TimeSpan.FromMilliseconds(5));
        record.Obeyed(new CommandOutcome(null), TimeSpan.FromMilliseconds(1));
        clock.Advance(TimeSpan.FromMinutes(5));

        Enumerable.Range(0, 29).Select(_ => record.TakeDue(0)).ShouldAllBe(r => r == null);
        record.TakeDue(4).ShouldBe(new AgentReading("1.2.3", 300, 0, 3, 1, 4, 5));
    }

    [Fact]
    public void the_first_sample_after_a_command_carries_its_trace_and_no_other_does()
    {
        var report = new TracedReport();
        var before = report.Sent(Sample(1));
        report.Expect(Trace);
        var first = report.Sent(Sample(2));
        var second = report.Sent(Sample(3));

        report.Of(before).ShouldBeNull();
        report.Of(first).ShouldBe(new MessageTrace(Trace.Parent));
        report.Of(second).ShouldBeNull();
    }

    [Fact]
    public void an_answer_goes_on_with_the_commands_trace_and_says_how_long_it_took()
    {
        VenTracing.Answer(span: null, Trace with { HandledMs = null }, TimeSpan.FromMilliseconds(3)).ShouldBe(Trace);
        VenTracing.Answer(span: null, trace: null, TimeSpan.FromMilliseconds(3)).ShouldBeNull();
    }

    private static byte[] Answer(bool ok) => new VenAck { Op = CommandOps.Ping, Ok = ok }.ToUtf8();

    private static TelemetrySample Sample(int second) =>
        new()
        {
            VenId = "ven-1",
            At = DateTimeOffset.UnixEpoch.AddSeconds(second),
            UsedPowerKw = 1,
        };
}
