using Microsoft.Extensions.Options;
using Wolverine;

namespace DrEvents.Backend.Hosting;

/// <summary>Whether several backends share one database and one broker: configuration section <c>Cluster</c>.</summary>
public sealed class ClusterOptions
{
    /// <summary>The one switch; every backend of the cluster has the same.</summary>
    public bool Enabled { get; set; }

    /// <summary>
    /// Sessions at the broker that share the telemetry, spread over the nodes. Every backend of the cluster has the same number, and more
    /// of them than there are nodes let the work of a node that is gone be spread too.
    /// </summary>
    public int Receivers { get; set; } = 4;

    /// <summary>What is wrong with these options, naming the key; empty when nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        if (Receivers is < 1 or > 64)
            yield return $"Cluster:Receivers is {Receivers}, not 1 to 64";
    }
}

/// <summary>Checks the options before anything runs.</summary>
public sealed class ClusterOptionsCheck : IValidateOptions<ClusterOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, ClusterOptions options) =>
        options.Problems().ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
}

/// <summary>Sets a backend up as a node of a cluster, or alone. Who does what is Wolverine's to decide; here are only its times.</summary>
public static class Cluster
{
    private const string Section = "Cluster";

    /// <summary>How often a node says that it lives, and looks after the others.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    /// <summary>Without a word for so long, a node is taken to be gone; its projections and receivers go to the others within a few seconds.</summary>
    private static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(5);

    /// <summary>Whether this backend is one of several.</summary>
    public static bool IsEnabled(IConfiguration configuration) =>
        configuration.GetSection(Section).GetValue<bool>(nameof(ClusterOptions.Enabled));

    /// <summary>The options.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration) =>
        services
            .AddOptions<ClusterOptions>()
            .Bind(configuration.GetSection(Section))
            .ValidateOnStart()
            .Services.AddSingleton<IValidateOptions<ClusterOptions>, ClusterOptionsCheck>();

    /// <summary>How nodes find and replace each other.</summary>
    public static void Configure(DurabilitySettings durability, IConfiguration configuration)
    {
        if (!IsEnabled(configuration))
        {
            durability.Mode = DurabilityMode.Solo;
            return;
        }
        durability.Mode = DurabilityMode.Balanced;
        durability.FirstHealthCheckExecution = Heartbeat;
        durability.HealthCheckPollingTime = Heartbeat;
        durability.StaleNodeTimeout = GoneAfter;
        durability.CheckAssignmentPeriod = GoneAfter;
    }
}
