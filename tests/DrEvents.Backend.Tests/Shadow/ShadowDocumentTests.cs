using System.Text;
using System.Text.Json.Nodes;
using DrEvents.Backend.Features.Ingest;
using DrEvents.Backend.Features.Shadow;
using DrEvents.Backend.Mqtt;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Shadow;

/// <summary>The rules of AWS IoT's device shadow, as its developer guide tells them.</summary>
public sealed class ShadowDocumentTests
{
    private const string VenId = "ven-1";
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private ShadowDocument _shadow = new(VenId);
    private DateTimeOffset _now = Noon;

    [Theory]
    // Objects are merged key by key, null removes, anything else replaces.
    [InlineData("""{"a":1,"b":{"c":2}}""", """{"b":{"d":3}}""", """{"a":1,"b":{"c":2,"d":3}}""")]
    [InlineData("""{"a":1,"b":{"c":2,"d":3}}""", """{"a":null,"b":{"c":null}}""", """{"b":{"d":3}}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":5}""", """{"a":5}""")]
    [InlineData("""{"a":5}""", """{"a":{"b":1,"c":null}}""", """{"a":{"b":1}}""")]
    [InlineData("""{"a":[1,2,3]}""", """{"a":[4]}""", """{"a":[4]}""")]
    [InlineData("""{"a":1}""", """{}""", """{"a":1}""")]
    public void an_update_is_merged_into_the_state(string before, string change, string after)
    {
        Update($$$$"""{"state":{"desired":{{{{before}}}}}}""");
        Update($$$$"""{"state":{"desired":{{{{change}}}}}}""");

        Same(_shadow.Desired.State, after);
    }

    [Theory]
    // What is desired and not reported, or reported otherwise; what is only reported is no difference.
    [InlineData("""{"a":1}""", """{"a":1}""", null)]
    [InlineData("""{"a":1}""", """{"a":1.0}""", null)]
    [InlineData("""{"a":1}""", """{"b":2}""", """{"a":1}""")]
    [InlineData("""{"a":{"b":1,"c":2}}""", """{"a":{"b":1,"c":3}}""", """{"a":{"c":2}}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":7}""", """{"a":{"b":1}}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1,3]}""", """{"a":[1,2]}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1,2]}""", null)]
    public void the_delta_is_told_by_leaf_and_arrays_whole(string desired, string reported, string? delta)
    {
        var answers = Update($$$$"""{"state":{"desired":{{{{desired}}}},"reported":{{{{reported}}}}}}""");

        var told = answers.SingleOrDefault(a => a.Topic == ShadowTopics.Delta(VenId)).Payload;
        if (delta is null)
            told.ShouldBeNull();
        else
            Same(told["state"], delta);
    }

    [Theory]
    [InlineData("update", "", 400, "Invalid JSON")]
    [InlineData("update", "[1]", 400, "Invalid JSON")]
    [InlineData("update", """{"state":{"reported":{"a":"\u0000"}}}""", 400, "Invalid JSON")]
    [InlineData("update", """{"state":{"reported":{"a":"\ud800"}}}""", 400, "Invalid JSON")]
    [InlineData("update", """{"state":{"reported":{"a":1e999}}}""", 400, "Invalid JSON")]
    [InlineData("update", """{"state":{"reported":{"a":1,"a":2}}}""", 400, "Invalid JSON")]
    [InlineData("update", """{}""", 400, "Missing required node: state")]
    [InlineData("update", """{"state":1}""", 400, "State node must be an object")]
    [InlineData("update", """{"state":{"desired":1}}""", 400, "Desired node must be an object")]
    [InlineData("update", """{"state":{"reported":[]}}""", 400, "Reported node must be an object")]
    [InlineData("update", """{"state":{"wanted":{}}}""", 400, "State contains an invalid node: 'wanted'")]
    [InlineData("update", """{"state":{},"version":"1"}""", 400, "Invalid version")]
    [InlineData("update", """{"state":{},"version":-1}""", 400, "Invalid version")]
    [InlineData("update", """{"state":{},"clientToken":5}""", 400, "Invalid clientToken")]
    [InlineData(
        "update",
        """{"state":{"desired":{"1":{"2":{"3":{"4":{"5":{"6":{"7":{"8":{}}}}}}}}}}}""",
        400,
        "JSON contains too many levels of nesting; maximum is 8"
    )]
    [InlineData("update", """{"state":{},"version":3}""", 409, "Version conflict")]
    [InlineData("get", "", 404, "No shadow exists with name: 'ven-1'")]
    [InlineData("get", "{", 400, "Invalid JSON")]
    [InlineData("delete", "", 404, "No shadow exists with name: 'ven-1'")]
    public void a_request_that_cannot_be_carried_out_is_rejected_and_changes_nothing(string verb, string payload, int code, string message)
    {
        var before = _shadow;

        var (topic, answer) = Request(verb, payload).ShouldHaveSingleItem();

        topic.ShouldBe(ShadowTopics.Rejected(VenId, verb));
        ((int?)answer["code"]).ShouldBe(code);
        ((string?)answer["message"]).ShouldBe(message);
        ((long?)answer["timestamp"]).ShouldBe(Noon.ToUnixTimeSeconds());
        _shadow.ShouldBeSameAs(before);
    }

    [Fact]
    public void a_request_and_a_state_of_more_than_8_kb_are_rejected()
    {
        var text = new string('x', 5_000);
        Update($$$$"""{"state":{"desired":{"a":"{{{{text}}}}"}}}""");

        var state = Update($$$$"""{"state":{"reported":{"a":"{{{{text}}}}"}}}""").ShouldHaveSingleItem();
        var request = Update($$$$"""{"state":{"reported":{"a":"{{{{text}}}}{{{{text}}}}"}}}""").ShouldHaveSingleItem();

        ((int?)state.Payload["code"]).ShouldBe(413);
        ((int?)request.Payload["code"]).ShouldBe(413);
        _shadow.Version.ShouldBe(1);
    }

    [Fact]
    public void an_update_is_accepted_with_what_it_changed_and_the_documents_before_and_after()
    {
        Update("""{"state":{"reported":{"a":1}}}""");
        _now = Noon.AddSeconds(7);

        var answers = Update("""{"state":{"desired":{"a":2},"reported":{"b":[true]}},"version":1,"clientToken":"t-1"}""");

        answers
            .Select(a => a.Topic)
            .ShouldBe([ShadowTopics.Accepted(VenId, "update"), ShadowTopics.Delta(VenId), ShadowTopics.Documents(VenId)]);
        var then = Noon.ToUnixTimeSeconds();
        var now = then + 7;
        Same(
            answers[0].Payload,
            $$$$"""
            {"state":{"desired":{"a":2},"reported":{"b":[true]}},
             "metadata":{"desired":{"a":{"timestamp":{{{{now}}}}}},"reported":{"b":[{"timestamp":{{{{now}}}}}]}},
             "version":2,"timestamp":{{{{now}}}},"clientToken":"t-1"}
            """
        );
        Same(
            answers[1].Payload,
            $$$$"""{"state":{"a":2},"metadata":{"a":{"timestamp":{{{{now}}}}}},"version":2,"timestamp":{{{{now}}}},"clientToken":"t-1"}"""
        );
        Same(
            answers[2].Payload,
            $$$$"""
            {"previous":{"state":{"reported":{"a":1}},"metadata":{"reported":{"a":{"timestamp":{{{{then}}}}}}},"version":1},
             "current":{"state":{"desired":{"a":2},"reported":{"a":1,"b":[true]}},
                        "metadata":{"desired":{"a":{"timestamp":{{{{now}}}}}},
                                    "reported":{"a":{"timestamp":{{{{then}}}}},"b":[{"timestamp":{{{{now}}}}}]}},
                        "version":2},
             "timestamp":{{{{now}}}},"clientToken":"t-1"}
            """
        );
    }

    [Fact]
    public void a_shadow_is_handed_out_with_its_delta_and_the_token()
    {
        Update("""{"state":{"desired":{"a":2},"reported":{"a":1}}}""");

        var (topic, answer) = Request("get", """{"clientToken":"t-2"}""").ShouldHaveSingleItem();

        topic.ShouldBe(ShadowTopics.Accepted(VenId, "get"));
        Same(answer["state"], """{"desired":{"a":2},"reported":{"a":1},"delta":{"a":2}}""");
        ((long?)answer["version"]).ShouldBe(1);
        ((string?)answer["clientToken"]).ShouldBe("t-2");
    }

    [Fact]
    public void a_side_that_is_null_is_removed_and_one_that_is_absent_stays()
    {
        Update("""{"state":{"desired":{"a":2},"reported":{"a":1}}}""");
        Update("""{"state":{"desired":null}}""");

        _shadow.Desired.ShouldBe(ShadowSide.Empty);
        Same(_shadow.Reported.State, """{"a":1}""");
    }

    [Fact]
    public void a_deletion_does_not_set_the_version_back()
    {
        Update("""{"state":{"desired":{"a":2}}}""");
        var (topic, answer) = Request("delete", "").ShouldHaveSingleItem();
        Update("""{"state":{"desired":{"a":2}}}""");

        topic.ShouldBe(ShadowTopics.Accepted(VenId, "delete"));
        ((long?)answer["version"]).ShouldBe(1);
        _shadow.Version.ShouldBe(3);
    }

    private List<(string Topic, JsonNode Payload)> Update(string payload) => Request("update", payload);

    private List<(string Topic, JsonNode Payload)> Request(string verb, string payload)
    {
        var request = new ShadowRequest(ShadowTopics.Request(VenId, verb), Encoding.UTF8.GetBytes(payload));
        (_shadow, var answers) = _shadow.Apply(request, _now);
        return [.. answers.Select(a => (a.Topic, JsonNode.Parse(a.Payload)!))];
    }

    private static void Same(JsonNode? actual, string expected) =>
        JsonNode.DeepEquals(actual, JsonNode.Parse(expected)).ShouldBeTrue($"{actual?.ToJsonString()} instead of {expected}");
}
