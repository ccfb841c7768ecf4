using DrEvents.Dashboard.Backend;

namespace DrEvents.Dashboard.Tests.Results;

/// <summary>What is typed into the question as the interface takes it.</summary>
public sealed class WhatIfAskedTests
{
    [Theory]
    [InlineData("ven-1", "ven-1")]
    [InlineData(" ven-1,ven-2 ; ven-3\nven-4 ", "ven-1,ven-2,ven-3,ven-4")]
    [InlineData(" , ;", null)]
    [InlineData(null, null)]
    public void ids_are_parted_by_whatever_people_part_them_by(string? typed, string? without) =>
        WhatIfAsked.Of(null, typed, null, null).Without.ShouldBe(without);

    [Fact]
    public void a_decimal_comma_is_a_point_and_what_is_empty_is_not_asked()
    {
        var asked = WhatIfAsked.Of("", " ", "2,5", "equal");

        asked.ShouldBe(new WhatIfAsked(null, null, "2.5", "equal"));
        asked.On("evt-1a2b3c4d").ShouldBe("api/events/evt-1a2b3c4d/whatif?requestedKw=2.5&allocation=equal");
        WhatIfAsked.Of("", null, " ", "").IsNothing.ShouldBeTrue();
    }

    [Fact]
    public void what_is_typed_stays_one_value_of_the_address() =>
        new WhatIfAsked("a&b=c", "x/y").On("evt-1a2b3c4d").ShouldBe("api/events/evt-1a2b3c4d/whatif?profile=a%26b%3Dc&without=x%2Fy");
}
