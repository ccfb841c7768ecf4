using System.Net.Sockets;
using DrEvents.Backend.Hosting;
using Npgsql;

namespace DrEvents.Backend.Tests.Hosting;

/// <summary>That PostgreSQL is away is found in what is thrown, and said in its own words.</summary>
public sealed class StoreAwayTests
{
    [Fact]
    public void what_was_said_of_it_is_found_under_what_it_is_wrapped_into()
    {
        var said = new NpgsqlException("Failed to connect to 127.0.0.1:5432", new SocketException());

        StoreAway.CauseOf(said).ShouldBeSameAs(said);
        StoreAway.CauseOf(new InvalidOperationException("Marten Command Failure:$ $ $", said)).ShouldBeSameAs(said);
    }

    [Theory]
    [InlineData("57P03", true)]
    [InlineData("53300", true)]
    [InlineData("23505", false)]
    public void what_it_refuses_while_it_is_there_is_another_cause(string state, bool isAway)
    {
        var refused = new PostgresException("refused", "ERROR", "ERROR", state);

        StoreAway.IsCauseOf(new InvalidOperationException("Marten Command Failure:$ $ $", refused)).ShouldBe(isAway);
    }
}
