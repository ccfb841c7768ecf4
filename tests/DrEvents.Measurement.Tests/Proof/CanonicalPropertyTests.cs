using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DrEvents.Proof;
using FsCheck;
using FsCheck.Fluent;

namespace DrEvents.Measurement.Tests.Proof;

/// <summary>What has to hold of every JSON text, over texts that are drawn at random.</summary>
public sealed class CanonicalPropertyTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static Arbitrary<JsonNode> Values => Gen.Sized(size => Value(Math.Min(size, 24))).ToArbitrary();

    [Fact]
    public void a_round_trip_changes_nothing() =>
        Prop.ForAll(
                Values,
                value =>
                {
                    var once = CanonicalJson.Bytes(value.ToJsonString());
                    return JsonNode.DeepEquals(JsonNode.Parse(once), JsonNode.Parse(value.ToJsonString()))
                        && CanonicalJson.Bytes(once).AsSpan().SequenceEqual(once);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void order_of_members_and_spaces_do_not_matter() =>
        Prop.ForAll(
                Values,
                value =>
                    CanonicalJson
                        .Bytes(Turned(value)!.ToJsonString(Indented))
                        .AsSpan()
                        .SequenceEqual(CanonicalJson.Bytes(value.ToJsonString()))
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void text_and_bytes_have_the_same_form() =>
        Prop.ForAll(
                Values,
                value =>
                    CanonicalJson
                        .Bytes(Encoding.UTF8.GetBytes(value.ToJsonString()).AsMemory())
                        .AsSpan()
                        .SequenceEqual(CanonicalJson.Bytes(value.ToJsonString()))
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void every_double_is_read_back_as_itself() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<double>(),
                value =>
                    !double.IsFinite(value)
                    || double.Parse(CanonicalJson.Number(value), System.Globalization.CultureInfo.InvariantCulture) == value
            )
            .QuickCheckThrowOnFailure();

    /// <summary>Any bytes are refused in words, or have a form that is JSON.</summary>
    [Fact]
    public void bytes_by_chance_are_refused_in_words_or_have_a_form() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                bytes =>
                {
                    var (message, problem) = SignedMessage.Read(bytes);
                    return message is null == problem is not null;
                }
            )
            .QuickCheckThrowOnFailure();

    private static Gen<JsonNode> Value(int size)
    {
        var leaf = Gen.OneOf(
            ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite).Select(n => (JsonNode)JsonValue.Create(n)),
            ArbMap.Default.GeneratorFor<int>().Select(n => (JsonNode)JsonValue.Create(n)),
            Text.Select(t => (JsonNode)JsonValue.Create(t)),
            Gen.Elements(true, false).Select(b => (JsonNode)JsonValue.Create(b))
        );
        if (size <= 1)
            return leaf;
        var inner = Value(size / 4);
        return Gen.OneOf(
            leaf,
            inner.ListOf(3).Select(items => (JsonNode)new JsonArray([.. items.Select(i => i.DeepClone())])),
            Text.Zip(inner).ListOf(4).Select(ObjectOf)
        );
    }

    private static Gen<string> Text =>
        Gen.Elements(
                "",
                "a",
                "A",
                "ä",
                "\u20ac",
                "\ud83d\ude00",
                "\ufb33",
                "\r",
                "\n",
                "\"",
                "\\",
                "/",
                "\u0007",
                "\u007f",
                "1",
                "10",
                "2",
                "</script>"
            )
            .ListOf(3)
            .Select(parts => string.Concat(parts));

    private static JsonNode ObjectOf(IEnumerable<(string Name, JsonNode Value)> members) =>
        new JsonObject(members.DistinctBy(m => m.Name).Select(m => KeyValuePair.Create(m.Name, (JsonNode?)m.Value.DeepClone())));

    private static JsonNode? Turned(JsonNode? value) =>
        value switch
        {
            JsonObject o => new JsonObject(o.Reverse().Select(m => KeyValuePair.Create(m.Key, Turned(m.Value)))),
            JsonArray a => new JsonArray([.. a.Select(Turned)]),
            _ => value?.DeepClone(),
        };
}
