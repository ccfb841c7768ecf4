using System.Text;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Tests.Loads;

public sealed class HomeReaderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void every_home_that_is_shipped_can_be_read_and_has_something_to_shed_and_something_critical()
    {
        Home.Shipped.ShouldBe(["apartment", "detached-solar", "sunbelt", "terraced", "two-vehicles"]);
        foreach (var name in Home.Shipped)
        {
            var (home, errors) = Home.Find(name);
            errors.ShouldBeEmpty(name);
            var loads = home.ShouldNotBeNull().Build(seed: 1);
            loads.ShouldContain(l => l.Description.IsCritical, name);
            loads.Sum(l => new LoadState(l.Description, l.MeasureAt(Noon)).RoomKw).ShouldBeGreaterThan(0.2, name);
        }
    }

    [Fact]
    public void the_same_seed_builds_the_same_home_and_another_seed_another()
    {
        var home = Home.Find("terraced").Home!;
        double[] Powers(int seed) => [.. home.Build(seed).Select(l => l.MeasureAt(Noon).PowerKw)];
        Powers(1).ShouldBe(Powers(1));
        Powers(1).ShouldNotBe(Powers(2));
    }

    [Fact]
    public void priorities_are_those_of_the_kinds_unless_the_file_says_otherwise()
    {
        var loads = Home.Find("sunbelt").Home!.Build(1).Select(l => l.Description).ToList();
        loads
            .ToDictionary(l => l.Id, l => l.Priority)
            .ShouldBe(
                new Dictionary<string, int>
                {
                    ["ev"] = 1,
                    ["water-heater"] = 2,
                    ["hvac"] = 3,
                    ["pool-pump"] = 4,
                    ["sockets"] = 4,
                    ["kitchen"] = 9,
                    ["fridge"] = 9,
                    ["battery"] = 5,
                    ["pv"] = 9,
                },
                ignoreOrder: true
            );
        loads.Single(l => l.Id == "pv").IsCritical.ShouldBeTrue();
        Built("""{"id":"x","name":"X","type":"circuit","ratedKw":2,"meanKw":1,"priority":7}""").Priority.ShouldBe(7);
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("""{"name":"n","name":"m","loads":[]}""", "no JSON")]
    [InlineData("""{"loads":[{"id":"a","name":"A","type":"pv","ratedKw":1}]}""", "name: missing")]
    [InlineData("""{"name":"n"}""", "loads: missing")]
    [InlineData("""{"name":"n","colour":"red","loads":[{"id":"a","name":"A","type":"pv","ratedKw":1}]}""", "colour: unknown field")]
    [InlineData(
        """{"name":"n","site":{"meanC":99},"loads":[{"id":"a","name":"A","type":"pv","ratedKw":1}]}""",
        "site.meanC: 99 is no number"
    )]
    public void what_is_wrong_with_a_home_is_named(string json, string error) => Errors(json).ShouldContain(e => e.StartsWith(error));

    [Theory]
    [InlineData("""{"id":"a","type":"pv","ratedKw":1}""", "loads[0].name: missing")]
    [InlineData("""{"id":"a","name":"A","type":"sauna","ratedKw":1}""", "loads[0].type: 'sauna' is none of ev, ")]
    [InlineData("""{"id":"a","name":"A","type":"pv","ratedKw":"1"}""", "loads[0].ratedKw: \"1\" is no number from 0.01 to 1000")]
    [InlineData(
        """{"id":"a","name":"A","type":"pv","ratedKw":1,"meanKw":1}""",
        "loads[0].meanKw: unknown field (known: id, type, ratedKw, "
    )]
    [InlineData("""{"id":"a","name":"A","type":"circuit","ratedKw":1,"meanKw":2}""", "loads[0].meanKw: 2 is no number from 0 to 1")]
    [InlineData("""{"id":"a","name":"A","type":"circuit","ratedKw":1,"meanKw":1,"from":"7h"}""", "loads[0].from: '7h' is no time of day")]
    [InlineData("""{"id":"a","name":"A","type":"circuit","ratedKw":1,"meanKw":1,"priority":1.5}""", "loads[0].priority: no whole number")]
    [InlineData("""{"id":"a","name":"A","type":"hvac","ratedKw":1}""", "loads[0].heatC: missing, and coolC too")]
    [InlineData(
        """{"id":"a","name":"A","type":"hvac","ratedKw":1,"heatC":22,"coolC":23}""",
        "loads[0].coolC: has to be more than 2 °C above"
    )]
    [InlineData("""{"id":"a","name":"A","type":"ev","ratedKw":1,"sessions":[]}""", "loads[0].ratedKw: below 1.38 kW")]
    [InlineData("""{"id":"a","name":"A","type":"ev","ratedKw":7,"sessions":[]}""", "loads[0].sessions: missing")]
    [InlineData(
        """{"id":"a","name":"A","type":"ev","ratedKw":7,"sessions":[{"arrives":"18:00","kwh":3}]}""",
        "loads[0].sessions[0].departs: missing"
    )]
    [InlineData(
        """{"id":"a","name":"A","type":"pv","ratedKw":1},{"id":"a","name":"B","type":"pv","ratedKw":1}""",
        "loads[1].id: 'a' is there twice"
    )]
    public void what_is_wrong_with_a_load_is_named(string load, string error) =>
        Errors($$"""{"name":"n","loads":[{{load}}]}""").ShouldContain(e => e.StartsWith(error));

    [Fact]
    public void a_home_that_is_nowhere_is_said_with_those_that_are_there() =>
        Home.Find("castle").Errors.ShouldBe(["'castle' is neither a file nor one of " + string.Join(", ", Home.Shipped)]);

    private static IReadOnlyList<string> Errors(string json)
    {
        var (home, errors) = HomeReader.Read(Encoding.UTF8.GetBytes(json));
        home.ShouldBeNull();
        return errors;
    }

    private static LoadDescription Built(string load) =>
        HomeReader.Read(Encoding.UTF8.GetBytes($$"""{"name":"n","loads":[{{load}}]}""")).Home!.Build(1)[0].Description;
}
