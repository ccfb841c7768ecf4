using System.Text.Json;
using System.Text.Json.Nodes;
using DrEvents.Backend.Features.Persons;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Persons;

/// <summary>
/// The page of members says of every text that is stored whether it names somebody, and the masks do what it says: who adds an event has to say it there too.
/// </summary>
public sealed class PersonalDataTests
{
    private const string Page = "ops/docs/personal-data-members.md";
    private const string OfHome = "home";
    private const string OfUser = "user";
    private const string OfBoth = "home, user";
    private const string OfOther = "other";
    private static readonly string[] Kinds = [OfHome, OfUser, OfBoth, OfOther, "kept", "nobody"];

    private static readonly JsonSerializerOptions AsStored = new() { IgnoreReadOnlyProperties = true };

    [Fact]
    public void every_text_of_every_stored_event_is_said_to_name_somebody_or_nobody()
    {
        var said = Said().ToList();

        var all = StoredTexts.Events.SelectMany(t => StoredTexts.Of(t).Select(m => $"{t.Name}.{m}")).ToList();
        said.Select(s => s.Member).ShouldBe(all, ignoreOrder: true);
        said.Where(s => !Kinds.Contains(s.Kind)).ShouldBeEmpty();
        all.Count.ShouldBeGreaterThan(200);
    }

    [Fact]
    public void every_kind_of_document_is_there() =>
        Rows("| document |").Select(r => r[0]).ShouldBe(StoredTexts.Documents.Select(d => d.Name), ignoreOrder: true);

    [Fact]
    public void what_is_said_to_name_a_home_is_masked_and_nothing_else()
    {
        var mask = Mask.OfHome("ven-1", new HashSet<string>());
        var texts = new Dictionary<string, string> { ["By"] = "by hand", ["Way"] = Ways.Anonymous };

        Wrong(type => StoredTexts.Filled(type, "x", texts), mask, [OfHome, OfBoth]).ShouldBeEmpty();
    }

    [Fact]
    public void what_is_said_to_name_a_user_is_masked_where_it_is_he_and_nothing_else()
    {
        const string name = "Anna Berg";
        var texts = new Dictionary<string, string> { ["Id"] = "3fb07c52", ["WhoId"] = "3fb07c52" };

        Wrong(type => StoredTexts.Filled(type, name, texts), Mask.OfUser("3fb07c52", name), [OfUser, OfBoth]).ShouldBeEmpty();
        var others = new Dictionary<string, string> { ["Id"] = "00000001", ["WhoId"] = "00000001" };
        Wrong(type => StoredTexts.Filled(type, "Bert", others), Mask.OfUser("3fb07c52", name), []).ShouldBeEmpty();
    }

    [Fact]
    public void what_is_said_to_name_somebody_without_an_account_is_masked_where_it_is_he_and_nothing_else()
    {
        const string name = "Anna Berg (google|17)";
        const string subject = "google|17";
        var mask = Mask.OfOther(
            "5f1c77aa",
            new OtherPerson(new HashSet<string> { name }, new HashSet<string>(), new HashSet<string> { subject })
        );
        var texts = new Dictionary<string, string> { ["Id"] = subject, ["WhoId"] = subject };

        Wrong(type => StoredTexts.Filled(type, name, texts), mask, [OfUser, OfBoth, OfOther]).ShouldBeEmpty();
        var others = new Dictionary<string, string> { ["Id"] = "00000001", ["WhoId"] = "google|18" };
        Wrong(type => StoredTexts.Filled(type, "Bert", others), mask, []).ShouldBeEmpty();
        mask.Reason("as Anna Berg said").ShouldBe("erased:5f1c77aa", "he is spoken of without what the provider calls him");
    }

    [Fact]
    public void groups_that_say_where_a_home_is_or_what_it_is_paid_stay()
    {
        var mask = Mask.OfHome("ven-1", new HashSet<string> { "tariff-a" });

        mask.Groups(["family-berg", "site:north", "tariff-a"]).ShouldBe(["site:north", "tariff-a"]);
        Mask.OfUser("1", "x").Groups(["family-berg"]).ShouldBe(["family-berg"]);
    }

    /// <summary>Members that are masked and should not be, or the other way round.</summary>
    private static IEnumerable<string> Wrong(Func<Type, object> filled, Mask mask, string[] kinds)
    {
        var said = Said().ToDictionary(s => s.Member, s => s.Kind);
        foreach (var type in StoredTexts.Events)
        {
            var stored = filled(type);
            var (before, after) = (Json(stored), Json(MaskingRules.Of(stored, mask)));
            foreach (var member in StoredTexts.Of(type))
            {
                var path = member.Split('.');
                var isMasked = StoredTexts.At(before, path) != StoredTexts.At(after, path);
                if (isMasked != kinds.Contains(said[$"{type.Name}.{member}"]))
                    yield return $"{type.Name}.{member} is {(isMasked ? "" : "not ")}masked";
            }
        }
    }

    private static JsonNode? Json(object stored) => JsonSerializer.SerializeToNode(stored, stored.GetType(), AsStored);

    /// <summary>Each member with what the page says of it.</summary>
    private static IEnumerable<(string Member, string Kind)> Said() =>
        Rows("| event |").SelectMany(r => r[1].Split(", ").Select(m => ($"{r[0]}.{m}", r[2])));

    private static IEnumerable<string[]> Rows(string header) =>
        Repository
            .Read(Page)
            .Split('\n')
            .SkipWhile(l => !l.StartsWith(header, StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(l => l.StartsWith('|'))
            .Select(l => l.Split('|')[1..^1].Select(c => c.Trim().Trim('`')).ToArray());
}
