using System.Text;
using DrEvents.Contracts.Mqtt;
using DrEvents.Proof;
using DrEvents.Testing;

namespace DrEvents.Ven.Tests.Attacks;

/// <summary>
/// Commands that were changed at random after they were signed. Each is refused, or says what was signed in other words. Some thousands here; by hand a million:
/// <c>DREVENTS_FUZZ=1000000</c>.
/// </summary>
public sealed class FuzzTests
{
    private static readonly string[] Snippets =
    [
        .. Mutation.Snippets,
        "\"shed_kw\":99,",
        "\"venId\":\"ven-2\",",
        "\"signature\":null,",
        "\"signature\":{\"keyId\":\"a\",\"alg\":\"none\",\"value\":\"\"},",
    ];

    private static readonly int Mutations = Mutation.Count;

    [Fact]
    public void no_mutation_of_a_signed_command_is_obeyed_as_another()
    {
        using var home = new EnrolledHome();
        var signed = home.Command();
        var random = new Random(15);
        var (same, refused) = (0, 0);
        var means = CanonicalJson.Bytes(signed, SignedMessage.Member);

        for (var i = 0; i < Mutations; i++)
        {
            var mutant = Mutation.Of(signed, random, Snippets);
            if (home.Guard.Refuse(mutant, home.Now) is not null)
                refused++;
            else
            {
                CanonicalJson.Bytes(mutant, SignedMessage.Member).ShouldBe(means, Encoding.UTF8.GetString(mutant));
                same++;
            }
        }

        (same + refused).ShouldBe(Mutations);
        refused.ShouldBeGreaterThan(Mutations / 2);
        home.IsShedding.ShouldBeFalse();
        home.Log.Read().ShouldAllBe(e => e.Kind == "commandsRefused");
    }

    [Fact]
    public void what_gets_through_is_read_as_what_was_signed()
    {
        using var home = new EnrolledHome();
        var signed = home.Command();
        var meant = VenCommand.Read(signed).Value;
        var random = new Random(16);

        for (var i = 0; i < Mutations; i++)
        {
            var mutant = Mutation.Of(signed, random, Snippets);
            if (SignedMessage.Read(mutant).Message is { } read && read.Problem(EnrolledHome.Key.Public) is null)
                VenCommand.Read(mutant).Value.ShouldBe(meant, Encoding.UTF8.GetString(mutant));
        }
    }
}
