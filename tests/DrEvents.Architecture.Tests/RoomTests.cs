using System.Reflection;
using System.Text.RegularExpressions;
using NetArchTest.Rules;

namespace DrEvents.Architecture.Tests;

/// <summary>The backend's rooms: each uses those before it and no other, and one of them holds all SQL.</summary>
public sealed partial class RoomTests
{
    private const string Root = "DrEvents.Backend";
    private const string Source = "src/DrEvents.Backend";

    /// <summary>The order of the data's way, from the store to the door through which messages come in.</summary>
    private static readonly string[] Rooms =
    [
        "Store",
        "Hosting",
        "Mqtt",
        "Features.Access",
        "Features.CommandKeys",
        "Features.Vens",
        "Features.Identity",
        "Features.Trail",
        "Features.Telemetry",
        "Features.Programmes",
        "Features.Events",
        "Features.Participations",
        "Features.Planning",
        "Features.Commands",
        "Features.Baselines",
        "Features.Live",
        "Features.Control",
        "Features.Measurement",
        "Features.Meters",
        "Features.Weather",
        "Features.Profiles",
        "Features.Results",
        "Features.BackTests",
        "Features.WhatIf",
        "Features.Settlement",
        "Features.Audit",
        "Features.Why",
        "Features.Records",
        "Features.Forecast",
        "Features.Preview",
        "Features.Tables",
        "Features.Archive",
        "Features.Shadow",
        "Features.DeadLetters",
        "Features.Webhooks",
        "Features.FleetStats",
        "Features.Ingest",
        "Features.Gauges",
        "Features.Persons",
        "Features.Streams",
        "Features.Past",
    ];

    private static readonly Assembly Backend = Assembly.Load(Root);

    [Fact]
    public void every_room_has_its_place()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(Repository.Folder, Source, "Features")).Select(f => Path.GetFileName(f));

        folders.Select(f => "Features." + f).Except(Rooms).ShouldBeEmpty();
        Rooms.Where(room => !Backend.GetTypes().Any(t => IsIn(t, room))).ShouldBeEmpty("a room that is gone");
    }

    [Fact]
    public void a_room_uses_only_those_before_it()
    {
        var uses = Rooms.ToDictionary(room => room, UsedBy);

        var against = Rooms
            .Index()
            .SelectMany(room => uses[room.Item].Where(used => Array.IndexOf(Rooms, used) > room.Index), (room, used) => (room.Item, used))
            .Select(use =>
                $"{use.Item} uses {use.used}, in the circle {string.Join(" -> ", Circle(uses, use.Item, use.used))}; by {Users(use.Item, use.used)}"
            );

        against.ShouldBeEmpty();
    }

    [Fact]
    public void one_room_holds_all_sql() =>
        Repository.Matches(Source, Sql()).Where(place => !place.StartsWith($"{Source}/Store/", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void the_wall_around_the_sql_is_seen() => Repository.Matches(Source + "/Store", Sql()).ShouldNotBeEmpty();

    private static List<string> UsedBy(string room) => [.. Rooms.Where(other => other != room && Users(room, other) is not "")];

    private static string Users(string room, string used)
    {
        var result = Types
            .InAssembly(Backend)
            .That()
            .ResideInNamespace($"{Root}.{room}")
            .ShouldNot()
            .HaveDependencyOn($"{Root}.{used}")
            .GetResult();
        return string.Join(", ", (result.FailingTypeNames ?? []).Select(name => name[(Root.Length + 1)..]));
    }

    /// <summary>The way from a room to one that it uses and back again; without a way back, the room it uses is the end.</summary>
    private static List<string> Circle(Dictionary<string, List<string>> uses, string room, string used)
    {
        var ways = new Queue<List<string>>([
            [room, used],
        ]);
        var seen = new HashSet<string> { used };
        while (ways.TryDequeue(out var way))
        {
            if (way[^1] == room)
                return way;
            foreach (var next in uses[way[^1]].Where(next => seen.Add(next)))
                ways.Enqueue([.. way, next]);
        }
        return [room, used];
    }

    private static bool IsIn(Type type, string room) =>
        type.Namespace is { } space && (space == $"{Root}.{room}" || space.StartsWith($"{Root}.{room}.", StringComparison.Ordinal));

    [GeneratedRegex(
        @"\bmt_\w+|\bNpgsql(Command|Batch|Connection|Parameter|DataSource)\b|\b(QueueSqlCommand|MatchesSql|AdvancedSql)\b|""\s*(select|insert into|update|delete from|with|truncate)\s",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Sql();
}
