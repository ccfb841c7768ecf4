using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DrEvents.Measurement.Proof;

namespace DrEvents.Measurement.Tests.Proof;

public sealed class HashChainTests
{
    private static readonly IReadOnlyList<ChainLink> Six = HashChain.Of(Enumerable.Range(1, 6).Select(Entry));

    [Fact]
    public void a_link_is_sha256_over_the_one_before_and_the_canonical_entry()
    {
        var first = Convert.ToHexStringLower(SHA256.HashData([.. new byte[32], .. Encoding.UTF8.GetBytes("""{"a":1,"b":[2]}""")]));
        var second = Convert.ToHexStringLower(SHA256.HashData([.. Convert.FromHexString(first), .. Encoding.UTF8.GetBytes("\"x\"")]));

        var links = HashChain.Of(["{ \"b\": [2.0], \"a\": 1 }", "\"x\""]);

        links.Select(l => l.Hash).ShouldBe([first, second]);
        links.Select(l => l.Previous).ShouldBe([HashChain.Genesis, first]);
    }

    [Fact]
    public void a_chain_as_it_was_made_holds()
    {
        ChainVerdict.Of(Six).Holds.ShouldBeTrue();
        ChainVerdict.Of(Six, HashChain.HeadOf(Six)).Holds.ShouldBeTrue();
        ChainVerdict.Of([]).Holds.ShouldBeTrue();
        ChainVerdict.Of([], HashChain.HeadOf([])).Holds.ShouldBeTrue();
    }

    [Fact]
    public void spaces_and_the_order_of_members_do_not_matter()
    {
        var links = HashChain.Of(["""{"a":1,"b":2}"""]);

        ChainVerdict.Of([links[0] with { Entry = "{ \"b\" : 2e0, \"a\" : 1 }" }]).Holds.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public void an_entry_that_was_changed_is_named(int place)
    {
        Changed(place, l => l with { Entry = Entry(99) });
        Changed(place, l => l with { Entry = "no JSON" });
        Changed(place, l => l with { Hash = new string('a', 64) });
        Changed(place, l => l with { Hash = l.Hash.ToUpperInvariant() });
        Changed(place, l => l with { Hash = "short" });

        static void Changed(int place, Func<ChainLink, ChainLink> change)
        {
            var links = Six.ToList();
            links[place] = change(links[place]);
            Named(links, ChainFault.Changed, place + 1);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void a_link_that_was_removed_is_named_by_the_place_where_it_was(int place) =>
        Named([.. Six.Where((_, i) => i != place)], ChainFault.Removed, place + 1);

    [Fact]
    public void an_end_that_was_cut_off_shows_by_a_head_that_was_kept()
    {
        ChainVerdict.Of([.. Six.Take(4)]).Holds.ShouldBeTrue();
        Named([.. Six.Take(4)], ChainFault.Removed, 5, HashChain.HeadOf(Six));
        Named([], ChainFault.Removed, 1, HashChain.HeadOf(Six));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void a_link_that_was_put_between_is_named(int place)
    {
        // Made as it should be for its place; the next one still follows the one before it.
        var links = Six.ToList();
        links.Insert(place, HashChain.Next(links[place - 1], Entry(99)));
        Named(links, ChainFault.Inserted, place + 1);

        // From another chain, and one that is no link at all.
        links[place] = HashChain.Of([Entry(7), Entry(8)])[1];
        Named(links, ChainFault.Inserted, place + 1);
        links[place] = new ChainLink("?", Entry(99), "?");
        Named(links, ChainFault.Inserted, place + 1);
    }

    [Fact]
    public void a_link_that_is_there_twice_was_put_in()
    {
        Named([.. Six.Take(3), Six[2], .. Six.Skip(3)], ChainFault.Inserted, 4);
        Named([.. Six, Six[0]], ChainFault.Inserted, 7);
    }

    [Fact]
    public void what_was_added_at_the_end_shows_by_a_head_that_was_kept()
    {
        List<ChainLink> links = [.. Six, HashChain.Next(Six[^1], Entry(7))];

        ChainVerdict.Of(links).Holds.ShouldBeTrue();
        Named(links, ChainFault.Inserted, 7, HashChain.HeadOf(Six));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(1, 4)]
    [InlineData(4, 5)]
    public void links_in_another_order_are_named(int one, int other)
    {
        var links = Six.ToList();
        (links[one], links[other]) = (links[other], links[one]);

        Named(links, ChainFault.Reordered, one + 1);
    }

    [Fact]
    public void a_chain_that_was_made_anew_shows_by_a_head_that_was_kept()
    {
        var links = HashChain.Of(Enumerable.Range(1, 6).Select(n => Entry(n == 3 ? 99 : n)));

        ChainVerdict.Of(links).Holds.ShouldBeTrue();
        Named(links, ChainFault.Changed, 6, HashChain.HeadOf(Six));
    }

    [Fact]
    public void whatever_is_done_to_it_it_does_not_hold()
    {
        var random = new Random(4);
        var head = HashChain.HeadOf(Six);
        for (var i = 0; i < 3000; i++)
        {
            var links = Six.ToList();
            for (var n = random.Next(1, 3); n > 0; n--)
                Tamper(links, random);
            ChainVerdict.Of(links, head).Holds.ShouldBe(links.SequenceEqual(Six));
        }
    }

    [Fact]
    public void an_entry_without_a_canonical_form_is_refused() =>
        Should.Throw<JsonException>(() => HashChain.Next(null, """{"a":1,"a":2}"""));

    private static void Tamper(List<ChainLink> links, Random random)
    {
        var at = random.Next(links.Count);
        switch (random.Next(5))
        {
            case 0:
                links[at] = links[at] with { Entry = Entry(random.Next(1, 9)) };
                break;
            case 1 when links.Count > 1:
                links.RemoveAt(at);
                break;
            case 2:
                links.Insert(at, HashChain.Next(at > 0 ? links[at - 1] : null, Entry(random.Next(1, 9))));
                break;
            case 3:
                (links[at], links[0]) = (links[0], links[at]);
                break;
            default:
                links[at] = HashChain.Next(at > 0 ? links[at - 1] : null, links[at].Entry);
                break;
        }
    }

    private static void Named(IReadOnlyList<ChainLink> links, ChainFault fault, int place, ChainHead? head = null)
    {
        var verdict = ChainVerdict.Of(links, head);

        (verdict.Fault, verdict.Place).ShouldBe((fault, place), verdict.Problem);
        verdict.Problem.ShouldStartWith($"link {place} ");
    }

    private static string Entry(int n) => $$"""{"result":{{n}},"kw":{{n}}.5}""";
}
