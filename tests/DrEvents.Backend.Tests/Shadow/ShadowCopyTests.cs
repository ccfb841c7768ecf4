using System.Text;
using DrEvents.Backend.Features.Shadow;

namespace DrEvents.Backend.Tests.Shadow;

public sealed class ShadowCopyTests
{
    private static readonly ShadowDocument None = new("ven-1");

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
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"current":{}}""")]
    [InlineData("""{"current":{"version":"x","state":{}},"timestamp":1}""")]
    public void anything_else_is_refused(string payload)
    {
        var (document, error) = ShadowCopy.Take(None, Encoding.UTF8.GetBytes(payload));

        document.ShouldBeSameAs(None);
        error.ShouldNotBeNull();
    }

    private static byte[] Documents(int version) =>
        Encoding.UTF8.GetBytes(
            $$$$"""
            {"previous":{},"timestamp":1760781600,
             "current":{"state":{"reported":{"a":1}},"metadata":{"reported":{"a":{"timestamp":1760781600}}},"version":{{{{version}}}}}}
            """
        );
}
