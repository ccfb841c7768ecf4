using System.Globalization;
using System.Text.RegularExpressions;
using DrEvents.Docs.Tests.Reading;
using DrEvents.Measurement.Profiles;

namespace DrEvents.Docs.Tests.Methods;

/// <summary>
/// The pages of the methods (ops/docs/methods). Each example is run, counted line by line, and computed a second time without the engine; rules and
/// figures that a page takes from elsewhere are what stands there.
/// </summary>
public sealed partial class MethodPageTests
{
    /// <summary>What two digits after the point leave open.</summary>
    private const double Hundredth = 0.005 + 1e-9;

    public static TheoryData<string> Methods => [.. ShippedProfiles.Names];

    /// <summary>Pages that show what a command prints.</summary>
    public static TheoryData<string> Pages => [.. ShippedProfiles.Names, "which-method", "checking-a-result"];

    [Fact]
    public void every_method_that_ships_has_a_page() =>
        Directory
            .EnumerateFiles(Repository.PathOf(MethodPage.Folder), "*.md")
            .Select(f => Path.GetFileNameWithoutExtension(f))
            .Except(["README", "which-method", "reading-a-result", "checking-a-result"])
            .ShouldBe(ShippedProfiles.Names, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task a_command_without_a_server_prints_what_its_page_shows(string page)
    {
        var call = (await CallsAsync($"{MethodPage.Folder}/{page}.md")).Single(c => c.Shown is not null);

        (await Printed.ByAsync(call)).ShouldBe(Printed.Trimmed(call.Shown!), call.ToString());
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void what_is_counted_by_hand_comes_to_what_is_written(string profile)
    {
        var page = MethodPage.Read(profile);

        page.ByHand.Count.ShouldBeGreaterThan(4);
        foreach (var line in page.ByHand)
            Sum.Of(line.Sum).ShouldBe(line.Value, line.Tolerance, $"{page.Path}: {line.Label}");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void every_line_by_hand_follows_from_the_files_without_the_engine(string profile)
    {
        var (page, computed) = (MethodPage.Read(profile), ByHand.Of(profile));

        page.ByHand.Select(l => l.Label).ShouldBe(computed.Keys, ignoreOrder: true);
        foreach (var line in page.ByHand)
            computed[line.Label].ShouldBe(line.Value, line.Tolerance, $"{page.Path}: {line.Label}");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task what_is_printed_is_what_is_counted_by_hand(string profile)
    {
        var page = MethodPage.Read(profile);
        var printed = Printed.Figures((await CallsAsync(page.Path)).Single(c => c.Shown is not null).Shown!);
        var counted = page.ByHand.Where(l => printed.ContainsKey(l.Label)).ToList();

        counted.Select(l => l.Label).ShouldContain("energy");
        counted.Count.ShouldBeGreaterThan(4);
        foreach (var line in counted)
            printed[line.Label].ShouldBe(line.Value, Hundredth, $"{page.Path}: {line.Label}");
    }

    [Fact]
    public async Task a_group_scaled_by_differences_says_what_its_page_counts()
    {
        var page = MethodPage.Read("control-group");
        var call = (await CallsAsync(page.Path)).Single(c => c.Shown is not null);

        var printed = Printed.Figures(await Printed.ByAsync(call, "--set", "scale=difference"));

        foreach (var at in (string[])["14:00", "15:00"])
            printed[$"baseline {at}"].ShouldBe(page.ByHand.Single(l => l.Label == $"by differences {at}").Value, Hundredth);
        printed["energy"].ShouldBe(page.ByHand.Single(l => l.Label == "by differences energy").Value, Hundredth);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task a_page_names_class_source_and_every_number_of_its_profile(string name)
    {
        var (page, profile) = (MethodPage.Read(name), ShippedProfiles.Get(name));
        var explained = await Printed.ByAsync(new Call(page.Path, 0, "drevents", ["mv", "profiles", name], false));

        page.Rules.ShouldContain($"NAESB class: {NaesbRow().Match(explained).Groups[1].Value}.");
        page.Rules.Split("**Source.**")[1].ShouldContain(profile.Source.Split(',', '(')[0].Trim());
        foreach (var part in (string[])["**What for.**", "**Days.**", "**Adjustment.**", "**Strong**", "**It misleads**"])
            page.Rules.ShouldContain(part);
        foreach (var number in Numbers(profile))
            Regex
                .IsMatch(page.Rules, $@"(?<![\d.]){Regex.Escape(number)}(?![\d]|\.\d)")
                .ShouldBeTrue($"{page.Path} does not name {number}");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void a_page_shows_what_the_method_missed_by_on_the_building(string name)
    {
        var row = Repository
            .Read("ops/docs/measurement.md")
            .Split("| profile | days | RRMSE % |")[1]
            .Split('\n')
            .Skip(2)
            .TakeWhile(l => l.StartsWith('|'))
            .Select(l => l.Split('|').Select(c => c.Trim()).ToList())
            .SingleOrDefault(c => c[1] == $"`{name}`");
        if (row is null)
            name.ShouldBe("control-group");
        else
            MethodPage.Read(name).Rules.ShouldContain($"RRMSE {row[3]} %, bias {row[4]} %, errors {row[5]} kW, {row[2]} of 44 days");
    }

    [Fact]
    public async Task the_index_shows_what_the_pages_come_to()
    {
        var index = Repository.Read(MethodPage.Index);
        var rows = ResultRow().Matches(index);

        rows.Count.ShouldBe(ShippedProfiles.Names.Count - 2);
        foreach (Match row in rows)
        {
            var printed = Printed.Figures((await CallsAsync($"{MethodPage.Folder}/{row.Groups["name"].Value}.md")).Single().Shown!);
            string Text(string label) => printed[label].ToString("0.00", CultureInfo.InvariantCulture);
            row.Groups["figure"].Captures.Select(c => c.Value).ShouldBe([Text("baseline 14:00"), Text("baseline 15:00"), Text("energy")]);
        }
        foreach (var name in ShippedProfiles.Names)
            index.ShouldContain($"| [`{name}`]({name}.md) |");
    }

    [Fact]
    public void the_index_shows_the_days_of_the_meter()
    {
        var site = new Metered("site.csv");
        var rows = DayRow().Matches(Repository.Read(MethodPage.Index));

        rows.Count.ShouldBe(18);
        foreach (Match row in rows)
        {
            var day = DateOnly.ParseExact(row.Groups["day"].Value + " 2026", "ddd d MMM yyyy", CultureInfo.InvariantCulture);
            string Text(int hour) => site.Knows(day, hour) ? site.At(day, hour).ToString(CultureInfo.InvariantCulture) : "-";
            row.Value.ShouldStartWith($"| {row.Groups["day"].Value} | {Text(10)}, {Text(11)}, {Text(12)} | {Text(14)} | {Text(15)} |");
        }
    }

    [Fact]
    public void every_link_of_the_pages_leads_somewhere()
    {
        var links = 0;
        foreach (var path in DocPages.Paths.Where(p => p.StartsWith(MethodPage.Folder, StringComparison.Ordinal)))
        {
            foreach (Match link in PageLink().Matches(Repository.Read(path)))
            {
                var (file, heading) = (link.Groups["file"].Value, link.Groups["heading"].Value);
                var target = Repository.PathOf(Path.Combine(MethodPage.Folder, file));
                File.Exists(target).ShouldBeTrue($"{path}: {link.Value}");
                if (heading.Length > 0)
                    Heading()
                        .Matches(File.ReadAllText(target))
                        .Select(h => Anchor(h.Groups[1].Value))
                        .ShouldContain(heading, $"{path}: {link.Value}");
                links++;
            }
        }
        links.ShouldBeGreaterThan(50);
    }

    [Theory]
    [InlineData("2 + 3 · 4", 14)]
    [InlineData("(2 + 3) · 4 ÷ 10", 2)]
    [InlineData("−1.5 − 2", -3.5)]
    [InlineData("max(0, 3 − 5) + clamp(1.25, 0.8, 1.2)", 1.2)]
    public void a_sum_is_counted(string sum, double value) => Sum.Of(sum).ShouldBe(value, 1e-12);

    [Theory]
    [InlineData("2 +")]
    [InlineData("(2")]
    [InlineData("2 kW")]
    public void what_is_no_sum_is_not_counted(string sum) => Should.Throw<FormatException>(() => Sum.Of(sum));

    private static async Task<IReadOnlyList<Call>> CallsAsync(string path) =>
        [.. (await RecordingShell.ReadAsync(DocPage.Read(path))).Where(c => !c.IsInline && c.Program == "drevents")];

    private static string Anchor(string heading) => NotInAnchor().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    /// <summary>Numbers that make a method what it is, as a page writes them.</summary>
    private static IEnumerable<string> Numbers(BaselineProfile profile)
    {
        string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
        if (profile.Days is { } days)
        {
            yield return $"{days.LookBackDays} days";
            foreach (var number in days.Classes.SelectMany(c => (int?[])[c.Wanted, c.Minimum, c.Used]).OfType<int>())
                yield return $"{number}";
            if (days.LowUse is { } low)
                yield return $"{low.Share * 100:0} %";
        }
        if (profile.Adjustment.Least is { } least && profile.Adjustment.Most is { } most)
        {
            yield return Text(least);
            yield return Text(most);
        }
        foreach (
            var minutes in (profile.Adjustment.Windows ?? [])
                .Concat(profile.SameDay ?? [])
                .SelectMany(w => (int[])[w.BeginsMinutes, w.EndsMinutes])
        )
        {
            if (minutes != 0)
                yield return minutes % 60 == 0 ? $"{Math.Abs(minutes) / 60} h" : $"{Math.Abs(minutes)} minutes";
        }
        if (profile.Regression is { } rule)
        {
            foreach (var number in rule.KnotsF.Append(rule.LookBackDays).Append(rule.IntervalMinutes).Append(rule.PointsBeyondKnot))
                yield return $"{number}";
            yield return Text(rule.OccupiedShare);
        }
        if (profile.ReductionFloor is { } floor)
            yield return floor.PerMinutes == 30 ? "half hour" : $"{floor.PerMinutes} minutes";
    }

    [GeneratedRegex(@"\]\((?<file>[^)#\s:]+)(#(?<heading>[^)]+))?\)")]
    private static partial Regex PageLink();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"NAESB class +(.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex NaesbRow();

    [GeneratedRegex(@"^\| `(?<name>\S+)`( \| (?<figure>[\d.]+)){3} \|$", RegexOptions.Multiline)]
    private static partial Regex ResultRow();

    [GeneratedRegex(@"^\| (?<day>[A-Z][a-z]{2} \d+ [A-Z][a-z]{2}) \|.*$", RegexOptions.Multiline)]
    private static partial Regex DayRow();
}
