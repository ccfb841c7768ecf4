using DrEvents.Dashboard.Exports;

namespace DrEvents.Dashboard.Tests;

public sealed class CsvTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("home 7", "home 7")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"yes\"", "\"say \"\"yes\"\"\"")]
    [InlineData("=HYPERLINK(1)", "\"'=HYPERLINK(1)\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@x", "\"'@x\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    public void a_text_is_never_computed_with(string? text, string cell) => Csv.Text(text).ShouldBe(cell);

    [Fact]
    public void numbers_are_numbers_also_negative_ones() => Csv.Number(-1.25).ShouldBe("-1.25");
}
