using System.Text.Json;
using System.Text.Json.Nodes;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.LikeDays;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Tests.Engine;
using Json.Schema;

namespace DrEvents.Measurement.Tests;

/// <summary>Profiles are data: those that ship follow their schema, someone's own is one by a file, and what is set otherwise is shown.</summary>
public sealed class ProfileFileTests
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(ShippedProfiles.Schema);

    public static TheoryData<string> Names => [.. ShippedProfiles.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void a_profile_that_ships_follows_its_schema_and_has_the_name_of_its_file(string name)
    {
        Schema.Evaluate(JsonDocument.Parse(Text(name)).RootElement).IsValid.ShouldBeTrue();
        var profile = ShippedProfiles.Get(name);
        (profile.Name, profile.Version).ShouldBe((name, 1));
        profile.Source.Length.ShouldBeGreaterThan(10);
        // What it is in memory is what stands in the file.
        ProfileFile
            .Read(
                InputFile.Of(
                    "again",
                    new JsonObject(
                        ProfileFile
                            .Parameters(profile)
                            .Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))
                            .Concat(
                                JsonNode
                                    .Parse(Text(name))!
                                    .AsObject()
                                    .Where(p => p.Key is "name" or "version" or "title" or "naesbClass" or "source" or "method")
                                    .Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))
                            )
                    ).ToJsonString()
                )
            )
            .Name.ShouldBe(name);
    }

    [Fact]
    public void all_eleven_ship_with_their_class()
    {
        ShippedProfiles.Names.Count.ShouldBe(11);
        ShippedProfiles
            .Names.Select(n => ShippedProfiles.Get(n).NaesbClass)
            .Distinct()
            .Order()
            .ShouldBe([NaesbClass.MeterBeforeMeterAfter, NaesbClass.BaselineTypeI, NaesbClass.BaselineTypeII]);
    }

    [Fact]
    public void what_is_set_is_a_name_everywhere_or_a_way_to_one_place()
    {
        Made.Profile("pjm-high-4-of-5", "wanted=9").Days!.Classes.ShouldAllBe(c => c.Wanted == 9);
        Made.Profile("pjm-high-4-of-5", "days.classes.0.wanted=9").Days!.Classes.Select(c => c.Wanted).ShouldBe([9, 3, 3]);
        Made.Profile("pjm-high-4-of-5", "adjustment.most=2.5", "adjustment.least=-1").Adjustment.Most.ShouldBe(2.5);
        Made.Profile("pjm-high-4-of-5", "days.choice.kind=middle").Days!.Choice.Kind.ShouldBe(ChoiceKind.Middle);
        Made.Profile("pjm-high-4-of-5", "adjustment.kind=none").Adjustment.Kind.ShouldBe(AdjustmentKind.None);
        ProfileFile.Parameters(Made.Profile("caiso-10-in-10", "lookBackDays=60"))["days"]!["lookBackDays"]!.GetValue<int>().ShouldBe(60);
    }

    [Theory]
    [InlineData("lookBackDay=60", "--set: lookBackDay: is no parameter of this profile; drevents mv profiles NAME shows them")]
    [InlineData("lookBackDays=many", "--set: days.lookBackDays: there is no such parameter, or it takes no such value")]
    [InlineData("lookBackDays=0", "--set: days.lookBackDays: is not from 1 to 400")]
    [InlineData("days.nothing=1", "--set: days.nothing: there is no such parameter, or it takes no such value")]
    [InlineData("adjustment.least=2", "--set: adjustment.least: is more than most")]
    [InlineData("minimum=50", "--set: days.classes.0: minimum and used have to lie between 1 and wanted")]
    [InlineData("name=other", "--set: name: is no parameter of this profile; drevents mv profiles NAME shows them")]
    [InlineData("=", "--set: =: is not key=value")]
    [InlineData("most=1e999", "--set: adjustment.most: is not a finite number")]
    [InlineData("least=-1e999", "--set: adjustment.least: is not a finite number")]
    [InlineData("adjustment.least=-1e300", "--set: adjustment.least: is not from -1000000000 to 1000000000")]
    public void what_cannot_be_set_is_refused(string set, string message) =>
        Should.Throw<BadFileException>(() => Made.Profile("caiso-10-in-10", set)).Message.ShouldBe(message);

    [Theory]
    [InlineData("towt", "regression.knotsF=[1e999]", "--set: regression.knotsF.0: is not a finite number")]
    [InlineData("towt", "occupiedShare=1e999", "--set: regression.occupiedShare: is not a finite number")]
    [InlineData("towt", "regression.weightingDays=1e999", "--set: regression.weightingDays: is not a finite number")]
    [InlineData("towt", "regression.weightingDays=1e-300", "--set: regression.weightingDays: is not from 0.1 to 1200")]
    [InlineData("nyiso-high-5-of-10", "share=1e999", "--set: days.lowUse.share: is not a finite number")]
    public void every_number_of_a_profile_is_finite(string profile, string set, string message) =>
        Should.Throw<BadFileException>(() => Made.Profile(profile, set)).Message.ShouldBe(message);

    [Theory]
    [InlineData(
        "\"lookBackDays\": 45",
        "\"lookBackDays\": \"many\"",
        "mine.json: line 17: days.lookBackDays: its value is not of the kind that is expected"
    )]
    [InlineData("\"lookBackDays\": 45", "\"lookBackDays\": 4500", "mine.json: line 1: days.lookBackDays: is not from 1 to 400")]
    [InlineData("\"lookBackDays\": 45", "\"lookBackDaze\": 45", "mine.json: line 17: days.lookBackDaze: there is no such name here")]
    [InlineData(
        "\"kind\": \"additive\",",
        "\"kind\": \"additive\", \"most\": 1e999,",
        "mine.json: line 1: adjustment.most: is not a finite number"
    )]
    [InlineData("\"version\": 1,", "", "mine.json: line 33: json: lacks 'version'")]
    [InlineData("\"holidays\": \"US-NERC\"", "\"holidays\": \"MARS\"", "mine.json: line 1: holidays: is none of DE, GB, US, US-NERC")]
    [InlineData("[\"saturday\"]", "[\"sunday\"]", "mine.json: line 1: days.classes: has to hold each weekday once")]
    [InlineData("\"endsMinutes\": -60", "\"endsMinutes\": 60", "mine.json: line 1: adjustment.windows.0: has to end after it begins")]
    public void a_bad_profile_is_refused_with_its_line_and_field(string from, string to, string message)
    {
        var text = Text("pjm-high-4-of-5");
        text.ShouldContain(from);

        Should
            .Throw<BadFileException>(() => ProfileFile.Read(InputFile.Of("mine.json", text.Replace(from, to, StringComparison.Ordinal))))
            .Message.ShouldStartWith(message);
    }

    [Fact]
    public void the_schema_refuses_what_the_reader_does()
    {
        var text = Text("pjm-high-4-of-5").Replace("lookBackDays", "lookBackDaze", StringComparison.Ordinal);
        Schema.Evaluate(JsonDocument.Parse(text).RootElement).IsValid.ShouldBeFalse();
    }

    private static string Text(string name) => new StreamReader(ShippedProfiles.Find(name)!.Open()).ReadToEnd();
}
