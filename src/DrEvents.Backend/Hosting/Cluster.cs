namespace DrEvents.Backend.Hosting;

/// <summary>Whether several backends share one database and one broker: configuration section <c>Cluster</c>.</summary>
public sealed class ClusterOptions : ICheckedOptions
{
    public bool Enabled { get; set; }

    /// <summary>Sessions that share telemetry and acknowledgements. The same on every node; with more of them than nodes, a lost node's work can be spread.</summary>
    public int Receivers { get; set; } = 4;

    public IEnumerable<string> Problems()
    {
        if (Receivers is < 1 or > 64)
            yield return $"Cluster:Receivers is {Receivers}, not 1 to 64";
    }
}

/// <summary>Sets a backend up as a node of a cluster, or alone. Who does what is Wolverine's to decide; here are only its times.</summary>
public static class Cluster
{
    private const string Section = "Cluster";
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    /// <summary>Without a word for so long, a node is taken to be gone; its projections and receivers go to the others within a few seconds.</summary>
    private static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(3);

    public static bool IsEnabled(IConfiguration configuration) =>
        configuration.GetSection(Section).GetValue<bool>(nameof(ClusterOptions.Enabled));

    public static void Add(IServiceCollection services, IConfiguration configuration) =>
        services.AddSettings<ClusterOptions>(configuration, Section);

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
        durability.CheckAssignmentPeriod = Heartbeat;
        durability.NodeReassignmentPollingTime = Heartbeat;
        durability.OrphanedMessageSweepPollingTime = Heartbeat;
    }
}
