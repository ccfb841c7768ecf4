using DrEvents.Mqtt;
using DrEvents.Ven.Mqtt;

namespace DrEvents.Ven.Tests.Mqtt;

/// <summary>Each end of a connection is how long it stood, in seconds, and why it ended; without seconds it never stood.</summary>
public class PushedOffTests
{
    [Theory]
    // The broker says so.
    [InlineData("300 TakenOver", true)]
    [InlineData("TakenOver", true)]
    // It does not, and does it again and again.
    [InlineData("300 Other, 2 Other, 2 Other, 1 Other, 4 Other", false)]
    [InlineData("300 Other, 2 Other, 2 Other, 1 Other, 4 Other, 59 Other", true)]
    // A broker that restarts is not there for a while; a connection that stood was nobody's who fights for the id.
    [InlineData("2 Other, 2 Other, 2 Other, 2 Other, NobodyListens, 2 Other, 2 Other", false)]
    [InlineData("2 Other, 2 Other, 2 Other, 2 Other, 61 Other, 2 Other", false)]
    // Our own network breaks as often as it likes.
    [InlineData("2 Unreachable, 2 Unreachable, 2 Unreachable, 2 Unreachable, 2 Unreachable, 2 NoAnswer", false)]
    // Nor is a broker that never lets us in another client.
    [InlineData("Other, Other, Other, Other, Other, Other", false)]
    public void another_client_is_known_by_what_the_broker_says_or_does(string ends, bool expected)
    {
        var (state, isPushedOff) = (default(PushedOff), false);
        foreach (var end in ends.Split(", "))
        {
            TimeSpan? lasted = end.Split(' ') is [var seconds, _] ? TimeSpan.FromSeconds(int.Parse(seconds)) : null;
            state = state.Next(lasted, Enum.Parse<ConnectFailureKind>(end.Split(' ')[^1]), out isPushedOff);
        }

        isPushedOff.ShouldBe(expected);
    }
}
