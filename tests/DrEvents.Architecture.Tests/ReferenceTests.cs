using System.Reflection;
using DrEvents.Contracts.Mqtt;
using NetArchTest.Rules;

namespace DrEvents.Architecture.Tests;

/// <summary>Who may know whom.</summary>
public sealed class ReferenceTests
{
    private const string Contracts = "DrEvents.Contracts";
    private const string Measurement = "DrEvents.Measurement";
    private const string Mqtt = "DrEvents.Mqtt";
    private const string Proof = "DrEvents.Proof";
    private const string Ven = "DrEvents.Ven";

    /// <summary>What each project may refer to; null means all.</summary>
    private static readonly Dictionary<string, string[]?> Allowed = new()
    {
        [Contracts] = [],
        [Proof] = [],
        [Measurement] = [Proof],
        [Mqtt] = [],
        ["DrEvents.Backend"] = [Contracts, Measurement, Mqtt],
        // The pages are a client of the HTTP interface, as any other front end.
        ["DrEvents.Dashboard"] = [Contracts],
        ["DrEvents.Host"] = ["DrEvents.Backend", "DrEvents.Dashboard"],
        [Ven] = [Contracts, Mqtt, Proof],
        ["DrEvents.Simulator"] = [Contracts, Ven],
        ["DrEvents.Cli"] = [Contracts, Measurement, Mqtt, "DrEvents.Simulator"],
        ["DrEvents.Local"] = null,
    };

    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Folder, "src")).Select(folder => Path.GetFileName(folder))];

    public static TheoryData<string> Programs =>
        ["DrEvents.Backend", "DrEvents.Contracts", "DrEvents.Local", "DrEvents.Simulator", "drevents", "drevents-ven"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void a_project_refers_to_no_other_than_its_design_allows(string project)
    {
        Allowed.ShouldContainKey(project);
        if (Allowed[project] is { } allowed)
            Repository.ProjectsOf(project).Except(allowed).ShouldBeEmpty();
    }

    [Fact]
    public void the_contracts_refer_to_nothing_but_the_framework()
    {
        Repository.PackagesOf(Contracts).ShouldBeEmpty();
        Assemblies(typeof(Topics).Assembly).ShouldAllBe(name => name.StartsWith("System.", StringComparison.Ordinal));
    }

    [Fact]
    public void a_ven_knows_no_event_store_and_no_message_bus()
    {
        Repository.PackagesOf(Ven).ShouldNotContain(package => IsStoreOrBus(package));
        Assemblies(Assembly.Load("drevents-ven")).ShouldNotContain(name => IsStoreOrBus(name));
    }

    [Fact]
    public void what_a_home_would_use_rests_on_what_its_devices_report_and_never_on_their_simulation()
    {
        var result = Types
            .InAssembly(Assembly.Load("drevents-ven"))
            .That()
            .ResideInNamespaceStartingWith("DrEvents.Ven.Shedding")
            .ShouldNot()
            .HaveDependencyOnAny("DrEvents.Ven.Loads.Simulation", "DrEvents.Ven.Loads.Homes", "DrEvents.Simulator")
            .GetResult();
        (result.FailingTypeNames ?? []).ShouldBeEmpty();
        Types
            .InAssembly(Assembly.Load("drevents-ven"))
            .That()
            .ResideInNamespaceStartingWith("DrEvents.Ven.Shedding.Counterfactual")
            .GetTypes()
            .ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void only_what_is_in_a_namespace_called_mqtt_knows_the_mqtt_library(string program)
    {
        var result = Types
            .InAssembly(Assembly.Load(program))
            .That()
            .HaveDependencyOn("MQTTnet")
            .Should()
            .ResideInNamespaceMatching(@"\.Mqtt(\.|$)")
            .GetResult();
        (result.FailingTypeNames ?? []).ShouldBeEmpty();
    }

    [Fact]
    public void every_apply_is_public_since_the_store_skips_others_without_a_word() =>
        Assembly
            .Load("DrEvents.Backend")
            .GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(m => m.Name is "Apply" or "ApplyAsync")
            .Select(m => $"{m.DeclaringType}.{m.Name}")
            .ShouldBeEmpty();

    private static IEnumerable<string> Assemblies(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);

    private static bool IsStoreOrBus(string name) =>
        new[] { "Marten", "Wolverine", "JasperFx", "Weasel", "Npgsql" }.Any(own => name.StartsWith(own, StringComparison.Ordinal));
}
