using System.Text;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Contracts.Tests;

public class AgentReadingTests
{
    private static readonly TelemetrySample Sample = new()
    {
        VenId = "ven-1",
        At = DateTimeOffset.FromUnixTimeSeconds(1_760_781_600),
        UsedPowerKw = 1,
        Agent = new AgentReading("0.1.0", 3600, 2, 5, 1, 7, 1.25),
    };

    [Fact]
    public void what_an_agent_says_of_itself_is_read_as_it_was_written() =>
        TelemetrySample.Read(Sample.ToUtf8(), "ven-1").Value!.Agent.ShouldBe(Sample.Agent);

    [Fact]
    public void a_sample_without_it_says_nothing_of_it()
    {
        var payload = (Sample with { Agent = null }).ToUtf8();
        Encoding.UTF8.GetString(payload).ShouldNotContain("agent");
        TelemetrySample.Read(payload, "ven-1").Value!.Agent.ShouldBeNull();
    }

    [Fact]
    public void what_is_wrong_in_it_is_left_out_and_the_sample_counts()
    {
        var payload = """{"timestamp":1760781600,"usedPowerKw":1,"agent":{"version":"2","commands":-1,"connects":"three"}}""";
        var sample = TelemetrySample.Read(Encoding.UTF8.GetBytes(payload), "ven-1").Value!;
        sample.UsedPowerKw.ShouldBe(1);
        (sample.Agent!.Version, sample.Agent.Commands, sample.Agent.Connects).ShouldBe(("2", 0, 0));
        sample.Faulty.ShouldBe(["agent.commands", "agent.connects"], ignoreOrder: true);
    }
}
