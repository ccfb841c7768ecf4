using DrEvents.Backend.Features.Persons;

namespace DrEvents.Backend.Tests.Persons;

public sealed class WholeWordsTests
{
    [Theory]
    [InlineData("Home 1 asked for it", "Home 1", true)]
    [InlineData("home 1: asked for it", "Home 1", true)]
    [InlineData("Home 10 asked for it", "Home 1", false)]
    [InlineData("it was tested by Ed", "Ed", true)]
    [InlineData("it was tested", "ed", false)]
    [InlineData("the bed of ed", "Ed", false)]
    [InlineData("Änne Quellmann's letter", "Änne Quellmann", true)]
    [InlineData("Quellmanns and Quellmann", "Quellmann", true)]
    [InlineData("nothing", "", false)]
    public void a_name_is_found_as_a_word_of_its_own(string text, string name, bool isHeld) =>
        WholeWords.Holds(text, name).ShouldBe(isHeld);
}
