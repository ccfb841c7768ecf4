using DrEvents.Cli.Monitoring;
using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Mqtt;
using static DrEvents.Cli.Tests.Surroundings.MonitorInput;

namespace DrEvents.Cli.Tests;

/// <summary>Which messages the monitor asks for, and which of those it shows.</summary>
public class MonitorFeedTests
{
    [Fact]
    public void a_sample_on_two_topics_is_shown_once_and_noted_once()
    {
        var shell = new TestShell();
        var feed = Feed(shell);

        for (var second = 0; second < 3; second++)
        {
            var sample = $$"""{"venId":"ven-1","timestamp":{{1_784_023_200 + second}},"usedPowerKw":{{second}}}""";
            feed.Take(Message("ven/telemetry/ven-1", sample));
            feed.Take(Message("volttron/metering", sample));
            feed.Take(Message("volttron/metering", sample));
        }

        shell.Out.Lines.Count.ShouldBe(3);
        shell.Error.Lines.ShouldBe([
            "drevents: ven-1 publishes each sample on ven/telemetry/ven-1 and on volttron/metering; it is shown once",
        ]);
    }

    [Fact]
    public void a_message_that_the_broker_delivers_twice_is_shown_once_without_a_note()
    {
        var shell = new TestShell();
        var feed = Feed(shell);

        for (var delivery = 0; delivery < 2; delivery++)
            feed.Take(Message("ven/telemetry/ven-1", """{"timestamp":1784023200,"usedPowerKw":1}"""));

        shell.Out.Lines.ShouldHaveSingleItem();
        shell.Error.ToString().ShouldBeEmpty();
    }

    [Fact]
    public void samples_of_one_moment_that_the_ven_numbers_differently_are_two()
    {
        var shell = new TestShell();
        var feed = Feed(shell);

        feed.Take(Message("ven/telemetry/ven-1", """{"timestamp":1784023200,"usedPowerKw":1,"message_num":1}"""));
        feed.Take(Message("ven/telemetry/ven-1", """{"timestamp":1784023200,"usedPowerKw":1,"message_num":2}"""));

        shell.Out.Lines.Count.ShouldBe(2);
    }

    [Fact]
    public void only_so_many_samples_are_remembered()
    {
        var samples = new RepeatedSamples(samplesKeptMax: 2);
        bool IsRepeat(int second) =>
            samples.IsRepeat(
                new TelemetrySample
                {
                    VenId = "v",
                    At = TestShell.Now.AddSeconds(second),
                    UsedPowerKw = 1,
                },
                "t",
                out _
            );

        new[] { 1, 2, 2, 3, 3, 1 }.Select(IsRepeat).ShouldBe([false, false, true, false, true, false]);
    }

    [Fact]
    public async Task count_ends_the_feed_exactly_then()
    {
        var shell = new TestShell();
        var feed = Feed(shell, countMax: 2);

        for (var i = 0; i < 5; i++)
            feed.Take(Message("ven/status/ven-1", """{"status":"online"}"""));

        await feed.Enough;
        shell.Out.Lines.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("", "", "ack+ tel+ met+ volt loads+ status+ cmd+")]
    [InlineData("commands acks", "", "ack+ cmd+")]
    [InlineData("telemetry", "v1", "telv1 metv1 volt")]
    [InlineData("commands status", "v1 v2", "statusv1 statusv2 cmdv1 cmdv2")]
    public void only_what_is_asked_for_is_subscribed_to(string kinds, string vens, string expected)
    {
        var filters = Filters.For(Split(kinds).Select(MessageKinds.KindOf).ToHashSet(), Split(vens));

        filters.Select(Short).ShouldBe(Split(expected));

        static string Short(string filter) =>
            filter
                .Replace("ven/ack/", "ack", StringComparison.Ordinal)
                .Replace("ven/telemetry/", "tel", StringComparison.Ordinal)
                .Replace("oadr/meter/", "met", StringComparison.Ordinal)
                .Replace("volttron/metering", "volt", StringComparison.Ordinal)
                .Replace("ven/loads/", "loads", StringComparison.Ordinal)
                .Replace("ven/status/", "status", StringComparison.Ordinal)
                .Replace("ven/cmd/", "cmd", StringComparison.Ordinal);
    }

    [Fact]
    public void many_vens_fall_back_to_wildcards_within_the_brokers_limit()
    {
        string[] vens = [.. Enumerable.Range(0, 20).Select(i => $"ven-{i}")];

        Filters.For(new HashSet<TopicKind>(), vens).Count.ShouldBe(7);
    }

    [Fact]
    public void vens_that_were_not_asked_for_are_not_shown()
    {
        var shell = new TestShell();
        var feed = Feed(shell, vens: "ven-1");

        feed.Take(Message("volttron/metering", """{"venId":"ven-2","timestamp":1784023200,"usedPowerKw":1}"""));
        feed.Take(Message("volttron/metering", """{"venId":"ven-1","timestamp":1784023200,"usedPowerKw":1}"""));
        feed.Take(Message("volttron/metering", "rubbish"));

        shell.Out.Lines.ShouldHaveSingleItem().ShouldContain("ven-1");
    }
}
