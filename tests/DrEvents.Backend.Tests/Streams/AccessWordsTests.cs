using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Streams;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Streams;

/// <summary>What is said of who is bounded.</summary>
public sealed class AccessWordsTests
{
    private static readonly ProgrammesBound Bound = new(Ways.User, "3fb07c52", ["summer", "winter"], "Anna", default);

    [Fact]
    public void a_role_in_a_programme_stands_beside_it()
    {
        var roles = new Dictionary<string, string> { ["summer"] = Roles.Operator };

        AccessWords.Of(Bound)!.Text.ShouldBe("user 3fb07c52 bounded to summer, winter by Anna");
        AccessWords.Of(Bound with { Roles = roles })!.Text.ShouldBe("user 3fb07c52 bounded to summer (operator), winter by Anna");
    }
}
