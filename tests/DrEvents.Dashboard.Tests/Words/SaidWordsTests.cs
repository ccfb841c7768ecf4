using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.Json;
using System.Text.RegularExpressions;
using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Streams;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using DrEvents.Dashboard.Parts;
using DrEvents.Dashboard.Viewing;
using DrEvents.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DrEvents.Dashboard.Tests.Words;

/// <summary>What the backend says, in the viewer's words.</summary>
public sealed partial class SaidWordsTests
{
    private static readonly DateTimeOffset Start = new(2026, 7, 1, 17, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Kinds => [.. Enum.GetNames<SaidKind>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    public static TheoryData<string> Languages => ["en", "de"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void every_sentence_of_the_backend_has_words_in_both_languages(string kind)
    {
        TextsOf("en").ShouldContainKey(kind);
        TextsOf("de").ShouldContainKey(kind);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void all_that_a_stored_event_says_has_its_place_and_each_place_what_stands_in_it(string language)
    {
        var texts = TextsOf(language);
        foreach (var said in new StoredTypes().Select(e => StoredWords.Of(e).Said!))
        {
            var places = Place().Matches(texts[said.Kind]).Select(p => p.Groups[1].Value).ToList();

            said.Values.Keys.Except(places).ShouldBeEmpty(said.Kind);
            places.Where(p => !said.Values.ContainsKey(p) && !texts.ContainsKey($"{said.Kind}.{p}")).ShouldBeEmpty(said.Kind);
        }
    }

    [Fact]
    public void every_sentence_and_each_of_its_values_is_described()
    {
        var described = Repository.Read("ops/docs/streams.md");
        foreach (var said in new StoredTypes().Select(e => StoredWords.Of(e).Said!))
        {
            var line = described
                .Split('\n')
                .SingleOrDefault(l => l.Contains($"`{said.Kind}`", StringComparison.Ordinal))
                .ShouldNotBeNull(said.Kind);
            var after = line[line.IndexOf($"`{said.Kind}`", StringComparison.Ordinal)..].Split("), `")[0];
            said.Values.Keys.Where(v => !after.Contains($"`{v}`", StringComparison.Ordinal)).ShouldBeEmpty(said.Kind);
        }
        Enum.GetNames<SaidKind>()
            .Select(JsonNamingPolicy.CamelCase.ConvertName)
            .Where(k => !described.Contains($"`{k}`", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void a_sentence_is_german_with_the_figures_and_times_of_the_viewer()
    {
        var planned = StoredWords.Of(new EventPlanned(new AllocationPlan([new VenShare("ven-1", 1234.5)], [], 0.5), Start));
        var locked = StoredWords.Of(new UserLockedOut("u-1", Start, From: null, Start));

        InGerman(words => words.Of(OnTheWire(planned.Said), planned.Text))
            .ShouldBe("geplant: 1\u202f234,5 kW von 1 VEN, von 0 nichts verlangt, 0,5 kW fehlen");
        InGerman(words => words.Of(OnTheWire(locked.Said), locked.Text)).ShouldBe("Benutzer u-1 gesperrt bis 01.07.2026 19:00");
    }

    [Theory]
    [InlineData("2026-13-45 99:99Z")]
    [InlineData("2026-02-30T10:00:00Z")]
    public void what_looks_like_a_time_and_is_none_stays_as_somebody_wrote_it(string written)
    {
        var cancelled = StoredWords.Of(new EventCancelled(written, Start));
        InGerman(words => words.Of(OnTheWire(cancelled.Said), cancelled.Text)).ShouldBe($"abgesagt: {written}");
        InGerman(words => words.Reason(written)!).ShouldBe(written);
    }

    [Theory]
    [InlineData("load has to run", "die Last muss laufen")]
    [InlineData("stale revision", "älter als das, was es weiß")]
    public void what_a_ven_refuses_by_itself_is_german(string said, string shown) => InGerman(words => words.Reason(said)!).ShouldBe(shown);

    [Fact]
    public void what_a_sentence_leaves_out_and_sentences_within_it_are_said_too()
    {
        var one = Sentence.Say(
            SaidKind.ProjectionBehind,
            $"{"Live":projection} {900L:events} behind, {SaidValues.Seconds(TimeSpan.FromSeconds(12)):ageS}"
        );
        var all = Sentence.Say(SaidKind.ProjectionsBehind, $"{SaidValues.List([one, one], ", "):projections}");
        var cancelled = Sentence.Say(
            SaidKind.EventCancelled,
            $"cancelled{SaidValues.Because(null):reason}{SaidValues.If(true, ", at once"):atOnce}"
        );

        all.Text.ShouldBe("Live 900 behind, 12.0 s, Live 900 behind, 12.0 s");
        InGerman(words => words.Of(OnTheWire(all.Said), all.Text)).ShouldBe("Live 900 zurück, 12 s, Live 900 zurück, 12 s");
        InGerman(words => words.Of(OnTheWire(cancelled.Said), cancelled.Text)).ShouldBe("abgesagt, Lasten sofort zurückgegeben");
    }

    [Fact]
    public void a_sentence_that_nobody_knows_is_shown_as_it_came_by_the_viewers_clock()
    {
        const string text = "something new until 2026-07-01 17:00Z";

        InGerman(words => words.Of(new Said("somethingNew", new Dictionary<string, object>()), text))
            .ShouldBe("something new until 01.07.2026 19:00");
        InGerman(words => words.Of(said: null, text)).ShouldBe("something new until 01.07.2026 19:00");
        InGerman(words => words.Of(said: null, text: null)).ShouldBeNull();
    }

    [Theory]
    [InlineData("serving evt-0000000a", "dient evt-0000000a")]
    [InlineData("no answer until 2026-07-01T17:00:00.0000000+00:00", "keine Antwort bis 01.07.2026 19:00")]
    [InlineData("offered, skipped before: offline", "angeboten, vorher übergangen: offline")]
    [InlineData("opted out: guests {0} at home", "ausgestiegen: guests {0} at home")]
    [InlineData("not needed before it was told: notNeeded", "nicht gebraucht, ehe es den Befehl bekam: nicht gebraucht")]
    [InlineData("silent for 3 report intervals of 10 s", "seit 3 Meldeabständen von 10 s still")]
    [InlineData(
        "loads[2].currentPowerKw: a JSON string where a number is needed",
        "loads[2].currentPowerKw: JSON: Text, nötig ist eine Zahl"
    )]
    [InlineData("timestamp: missing", "timestamp: fehlt")]
    [InlineData("usedPowerKw: outside of -1000000 to 1000000", "usedPowerKw: nicht zwischen -1000000 und 1000000")]
    [InlineData("payload: not JSON that can be read, near byte 3 of line 0", "Inhalt: kein lesbares JSON, bei Byte 3 der Zeile 0")]
    [InlineData("venId: not 1 to 128 characters of A-Z a-z 0-9 : _ -", "venId: nicht 1 bis 128 Zeichen aus A-Z a-z 0-9 : _ -")]
    [InlineData("makes its live (12 streams)", "baut live auf (12 Ströme)")]
    [InlineData("the neighbours complained", "the neighbours complained")]
    public void a_reason_of_the_backend_is_german_and_what_people_wrote_is_as_they_wrote_it(string stored, string shown) =>
        InGerman(words => words.Reason(stored)).ShouldBe(shown);

    [Fact]
    public void every_reason_with_words_in_it_has_a_form_in_both_languages()
    {
        foreach (var language in new[] { "en", "de" })
            EngineWords.WithWords.Except(TextsOf(language, typeof(EngineWords)).Keys).ShouldBeEmpty(language);
    }

    /// <summary>As pages get it.</summary>
    private static Said OnTheWire(Said? said) =>
        JsonSerializer.Deserialize<Said>(JsonSerializer.Serialize(said, JsonSerializerOptions.Web), JsonSerializerOptions.Web)!;

    private static string? InGerman(Func<SaidWords, string?> say)
    {
        var german = Viewing.Languages.All.Single(l => l.Name == "de");
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (german, german);
        try
        {
            var viewer = new Viewer(Options.Create(new DashboardOptions { SiteTimeZone = "Europe/Berlin" }), TimeProvider.System);
            viewer.Choose(new Choices(Choices.Site, null, null));
            using var services = new ServiceCollection()
                .AddLogging()
                .AddLocalization()
                .AddSingleton(viewer)
                .AddSingleton<SaidWords>()
                .BuildServiceProvider();
            return say(services.GetRequiredService<SaidWords>());
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }

    private static Dictionary<string, string> TextsOf(string language, Type? of = null) =>
        new ResourceManager(of ?? typeof(SaidWords))
            .GetResourceSet(language == "en" ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(language), true, false)!
            .Cast<DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string)e.Value!);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Place();
}
