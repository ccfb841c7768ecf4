using System.Globalization;
using System.Text;
using DrEvents.Contracts.Mqtt;
using DrEvents.Proof;

namespace DrEvents.Ven.Tests.Attacks;

/// <summary>
/// Commands that were changed at random after they were signed. Each is refused, or says what was signed in other words. Some thousands here; by hand a million:
/// <c>DREVENTS_FUZZ=1000000</c>.
/// </summary>
public sealed class FuzzTests
{
    private const int MutationsDefault = 5_000;

    private static readonly string[] Snippets =
    [
        "\"",
        "\\",
        "\\u0000",
        "\\ud83d",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        " ",
        "\n",
        "0",
        "-",
        "1e400",
        "null",
        "true",
        "\"shed_kw\":99,",
        "\"venId\":\"ven-2\",",
        "\"signature\":null,",
        "\"signature\":{\"keyId\":\"a\",\"alg\":\"none\",\"value\":\"\"},",
        "\ufeff",
        "\u200b",
        "\u0000",
        "é",
        "/**/",
    ];

    private static int Mutations =>
        Environment.GetEnvironmentVariable("DREVENTS_FUZZ") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : MutationsDefault;

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
            var mutant = Mutated(signed, random);
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
            var mutant = Mutated(signed, random);
            if (SignedMessage.Read(mutant).Message is { } read && read.Problem(EnrolledHome.Key.Public) is null)
                VenCommand.Read(mutant).Value.ShouldBe(meant, Encoding.UTF8.GetString(mutant));
        }
    }

    private static byte[] Mutated(byte[] signed, Random random)
    {
        var bytes = signed.ToList();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)(bytes[at] ^ (1 << random.Next(8)));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Snippets[random.Next(Snippets.Length)]));
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at - 1));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
                default:
                    var other = random.Next(bytes.Count);
                    (bytes[at], bytes[other]) = (bytes[other], bytes[at]);
                    break;
            }
        }
        return [.. bytes];
    }
}
