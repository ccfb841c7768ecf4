using DrEvents.Contracts.Mqtt;

namespace DrEvents.Contracts.Tests;

public sealed class TopicTests
{
    [Theory]
    [InlineData("ven/cmd/ven-1", TopicKind.Command, "ven-1")]
    [InlineData("ven/ack/ven-1", TopicKind.Ack, "ven-1")]
    [InlineData("ven/telemetry/ven-1", TopicKind.Telemetry, "ven-1")]
    [InlineData("ven/receipt/ven-1", TopicKind.Receipt, "ven-1")]
    [InlineData("ven/receipt/ven-1/x", TopicKind.Unknown, null)]
    [InlineData("ven/receipt/+", TopicKind.Unknown, null)]
    [InlineData("oadr/meter/ven-1", TopicKind.Telemetry, "ven-1")]
    [InlineData("volttron/metering", TopicKind.Telemetry, null)]
    [InlineData("ven/loads/A:b_C-9", TopicKind.Loads, "A:b_C-9")]
    [InlineData("ven/status/ven-1", TopicKind.Status, "ven-1")]
    [InlineData("$aws/things/ven-1/shadow/get", TopicKind.Shadow, "ven-1")]
    [InlineData("$aws/things/ven-1/shadow/update/documents", TopicKind.Shadow, "ven-1")]
    [InlineData("", TopicKind.Unknown, null)]
    [InlineData("ven/telemetry/", TopicKind.Unknown, null)]
    [InlineData("ven/telemetry/a/b", TopicKind.Unknown, null)]
    [InlineData("ven/telemetry/a b", TopicKind.Unknown, null)]
    [InlineData("ven/telemetry/a\0", TopicKind.Unknown, null)]
    [InlineData("ven/telemetry/+", TopicKind.Unknown, null)]
    [InlineData("ven/telemetry/ünïcode", TopicKind.Unknown, null)]
    [InlineData("VEN/telemetry/ven-1", TopicKind.Unknown, null)]
    [InlineData("ven/unknown/ven-1", TopicKind.Unknown, null)]
    [InlineData("volttron/metering/ven-1", TopicKind.Unknown, null)]
    [InlineData("$aws/things/a/b/shadow/get", TopicKind.Unknown, null)]
    [InlineData("$aws/things//shadow/get", TopicKind.Unknown, null)]
    [InlineData("$aws/things/ven-1", TopicKind.Unknown, null)]
    public void a_topic_says_what_it_carries_and_whose_it_is(string topic, TopicKind kind, string? venId) =>
        Topics.Parse(topic).ShouldBe(new Topic(kind, venId));

    [Fact]
    public void a_topic_that_is_written_is_read_as_what_it_is()
    {
        Topics.Parse(Topics.Command("v")).ShouldBe(new Topic(TopicKind.Command, "v"));
        Topics.Parse(Topics.Receipt("v")).ShouldBe(new Topic(TopicKind.Receipt, "v"));
        Topics.Parse(Topics.Ack("v")).ShouldBe(new Topic(TopicKind.Ack, "v"));
        Topics.Parse(Topics.Telemetry("v")).ShouldBe(new Topic(TopicKind.Telemetry, "v"));
        Topics.Parse(Topics.Meter("v")).ShouldBe(new Topic(TopicKind.Telemetry, "v"));
        Topics.Parse(Topics.Loads("v")).ShouldBe(new Topic(TopicKind.Loads, "v"));
        Topics.Parse(Topics.Status("v")).ShouldBe(new Topic(TopicKind.Status, "v"));
        Topics.Parse(ShadowTopics.Delta("v")).ShouldBe(new Topic(TopicKind.Shadow, "v"));
    }

    [Theory]
    [InlineData("get", "get")]
    [InlineData("update/accepted", "update/accepted")]
    [InlineData("update/delta", "update/delta")]
    public void a_shadow_topic_says_its_verb(string written, string verb) =>
        ShadowTopics.VerbOf(ShadowTopics.Request("v", written)).ShouldBe(verb);

    [Fact]
    public void every_topic_of_the_longest_id_keeps_the_wires_limits()
    {
        var venId = new string('x', VenIds.LengthMax);
        string[] topics =
        [
            Topics.Telemetry(venId),
            Topics.Status(venId),
            ShadowTopics.Accepted(venId, "delete"),
            ShadowTopics.Rejected(venId, "update"),
            ShadowTopics.Documents(venId),
        ];
        topics.ShouldAllBe(t => t.Length <= WireLimits.TopicBytesMax && t.Count(c => c == '/') <= WireLimits.TopicSlashesMax);
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("A:z_0-9", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a.b", false)]
    [InlineData("ä", false)]
    [InlineData("a\n", false)]
    [InlineData("٣", false)]
    public void a_ven_id_has_its_own_alphabet(string id, bool valid) => VenIds.IsValid(id).ShouldBe(valid);

    [Fact]
    public void a_ven_id_has_at_most_128_characters()
    {
        VenIds.IsValid(new string('x', 128)).ShouldBeTrue();
        VenIds.IsValid(new string('x', 129)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("evt-1a2b3c4d", true)]
    [InlineData("evt-1A2B3C4D", false)]
    [InlineData("evt-1a2b3c4", false)]
    [InlineData("evt-1a2b3c4d5", false)]
    [InlineData("EVT-1a2b3c4d", false)]
    [InlineData("evt-1a2b3c4g", false)]
    [InlineData("", false)]
    public void an_event_id_is_evt_and_8_lower_case_hex_digits(string id, bool valid) => EventIds.IsValid(id).ShouldBe(valid);

    [Fact]
    public void a_new_event_id_is_valid_and_another_every_time()
    {
        var ids = Enumerable.Range(0, 100).Select(_ => EventIds.New()).ToList();
        ids.ShouldAllBe(id => EventIds.IsValid(id));
        ids.ShouldBeUnique();
    }
}
