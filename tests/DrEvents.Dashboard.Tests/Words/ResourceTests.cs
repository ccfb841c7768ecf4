using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using DrEvents.Dashboard.Parts;

namespace DrEvents.Dashboard.Tests.Words;

/// <summary>The texts of the pages: what is said in one language is said in the other.</summary>
public sealed partial class ResourceTests
{
    /// <summary>Words that are the same in German.</summary>
    private static readonly HashSet<string> Same =
    [
        .. "VEN VENs Broker Bytes CSV JSON Live live Name name Parquet Ping Plan RRMSE Route SHA So Status System Version Webhooks offline online UTC".Split(
            ' '
        ),
        .. "N d h in kWh ms s v".Split(' '),
    ];

    public static TheoryData<string> Files => [.. Names];

    private static IEnumerable<string> Names =>
        typeof(SaidWords)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.EndsWith(".resources", StringComparison.Ordinal))
            .Select(n => n[..^".resources".Length]);

    [Fact]
    public void there_are_texts() => Names.Count().ShouldBeGreaterThan(50);

    [Theory]
    [MemberData(nameof(Files))]
    public void every_text_is_in_both_languages_with_the_same_places(string file)
    {
        var (english, german) = (TextsOf(file, CultureInfo.InvariantCulture), TextsOf(file, CultureInfo.GetCultureInfo("de")));

        german.Keys.Order(StringComparer.Ordinal).ShouldBe(english.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, text) in english)
            PlacesOf(german[name]).ShouldBe(PlacesOf(text), $"{file} {name}");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void no_german_text_is_the_english_one_unless_its_words_are_german_too(string file)
    {
        var (english, german) = (TextsOf(file, CultureInfo.InvariantCulture), TextsOf(file, CultureInfo.GetCultureInfo("de")));

        english
            .Where(e => german.GetValueOrDefault(e.Key) == e.Value && WordsOf(e.Value).Any(w => !Same.Contains(w)))
            .Select(e => $"{e.Key}: {e.Value}")
            .ShouldBeEmpty(file);
    }

    private static Dictionary<string, string> TextsOf(string file, CultureInfo culture) =>
        new ResourceManager(file, typeof(SaidWords).Assembly)
            .GetResourceSet(culture, createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string)e.Value!);

    private static IEnumerable<string> PlacesOf(string text) => Place().Matches(text).Select(p => p.Value).Distinct().Order();

    private static IEnumerable<string> WordsOf(string text) => Word().Matches(Place().Replace(text, " ")).Select(w => w.Value);

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();
}
