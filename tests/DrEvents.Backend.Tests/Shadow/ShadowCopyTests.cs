using System.Text;
using DrEvents.Backend.Features.Shadow;
using DrEvents.Backend.Mqtt;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Shadow;

public sealed class ShadowCopyTests
{
    private const long T = 1_760_781_600;
    private static readonly ShadowDocument None = new("ven-1");
    private static readonly string Topic = ShadowTopics.Documents("ven-1");

    [Fact]
    public void the_current_document_of_aws_is_taken_over()
    {
        var (document, error) = ShadowCopy.Take(None, Documents(4));

        error.ShouldBeNull();
        (document.Version, document.Timestamp, document.Exists).ShouldBe((4, 1_760_781_600, true));
        document.Reported.State!.ToJsonString().ShouldBe("""{"a":1}""");
        document.Desired.ShouldBe(ShadowSide.Empty);
    }

    [Fact]
    public void an_older_document_that_comes_later_changes_nothing()
    {
        var (newer, _) = ShadowCopy.Take(None, Documents(4));

        ShadowCopy.Take(newer, Documents(3)).Document.ShouldBeSameAs(newer);
        ShadowCopy.Take(newer, Documents(5, at: T - 1)).Document.ShouldBeSameAs(newer);
    }

    /// <summary>Which message comes after which, with version and second of each; D is a deletion. The last named one is the newest.</summary>
    [Theory]
    [InlineData("4@0 5@0")]
    [InlineData("222@0 D222@1 0@2")]
    [InlineData("222@0 D222@0 0@0 1@0")]
    [InlineData("222@0 0@1", "its deletion was not heard")]
    [InlineData("222@0 D222@1 223@1", "made again within 48 hours")]
    [InlineData("222@0 D222@1 223@1 D222@1", "what was told twice is older", 2)]
    [InlineData("222@0 D222@1 222@0", "what was overtaken is older", 1)]
    [InlineData("222@0 0@1 D222@0", "what was overtaken is older", 1)]
    public void a_shadow_that_is_made_again_begins_anew(string told, string? why = null, int? newest = null)
    {
        var messages = told.Split(' ');
        var copy = None;
        foreach (var message in messages)
            (copy, _) = ShadowCopy.Take(copy, Read(message));
        var expected = ShadowCopy.Take(None, Read(messages[newest ?? messages.Length - 1])).Document;
        (copy.Exists, copy.Version, copy.Timestamp).ShouldBe((expected.Exists, expected.Version, expected.Timestamp), why);

        static ShadowRequest Read(string message)
        {
            var parts = message.TrimStart('D').Split('@').Select(int.Parse).ToArray();
            return message[0] == 'D' ? Deletion(parts[0], T + parts[1]) : Documents(parts[0], T + parts[1]);
        }
    }

    [Fact]
    public void a_shadow_that_the_backend_kept_itself_gives_way_to_that_of_aws()
    {
        var own = new ShadowDocument("ven-1")
        {
            Exists = true,
            Version = 222,
            Timestamp = T + 60,
        };

        ShadowCopy.Take(own, Documents(0)).Document.Version.ShouldBe(0);
        var request = new ShadowRequest(ShadowTopics.Request("ven-1", "update"), """{"state":{"reported":{"a":2}}}"""u8.ToArray());
        var (back, _) = ShadowCopy.Take(own, Documents(7)).Document.Apply(request, DateTimeOffset.FromUnixTimeSeconds(T));
        (back.Version, back.IsCopy).ShouldBe((8, false), "and the other way round it goes on");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"current":{}}""")]
    [InlineData("""{"current":{"version":"x","state":{}},"timestamp":1}""")]
    public void anything_else_is_refused(string payload)
    {
        var (document, error) = ShadowCopy.Take(None, new ShadowRequest(Topic, Encoding.UTF8.GetBytes(payload)));

        document.ShouldBeSameAs(None);
        error.ShouldNotBeNull();
    }

    private static ShadowRequest Deletion(int version, long at) =>
        new(ShadowTopics.Accepted("ven-1", "delete"), Encoding.UTF8.GetBytes($$"""{"version":{{version}},"timestamp":{{at}} }"""));

    private static ShadowRequest Documents(int version, long at = T) =>
        new(
            Topic,
            Encoding.UTF8.GetBytes(
                $$$$"""
                {"previous":{},"timestamp":{{{{at}}}},
                 "current":{"state":{"reported":{"a":1}},"metadata":{"reported":{"a":{"timestamp":1760781600}}},"version":{{{{version}}}}}}
                """
            )
        );
}
