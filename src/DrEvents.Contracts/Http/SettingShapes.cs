namespace DrEvents.Contracts.Http;

/// <summary>A setting as it is in force: <c>GET /api/settings</c>.</summary>
/// <param name="Key">Its name, <c>Section:Key</c>, as in files, in the environment (<c>Section__Key</c>) and on the command line.</param>
/// <param name="Value">Its value as text; null where there is none, and always where it is a secret.</param>
/// <param name="IsDefault">Whether it is what it would be if nobody had set it.</param>
/// <param name="IsSecret">Whether its value is told to nobody.</param>
public sealed record SettingView(string Key, string? Value, bool IsDefault, bool IsSecret);

/// <summary>The program, and what it has to wait for: <c>GET /api/node</c>.</summary>
/// <param name="Version">Its version.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="AsOf">Now, by its clock.</param>
/// <param name="IsCluster">Whether several nodes share database and broker.</param>
/// <param name="StandbyReason">Why it does not act; null when it does.</param>
/// <param name="Pressure">What others have to give way to now.</param>
/// <param name="Nodes">The nodes of this version, as they say of themselves in the database; the eldest first.</param>
public sealed record NodeView(
    string Version,
    DateTimeOffset StartedAt,
    DateTimeOffset AsOf,
    bool IsCluster,
    string? StandbyReason,
    IReadOnlyList<PressureView> Pressure,
    IReadOnlyList<NodeOfCluster> Nodes
);

/// <summary>Something urgent: <c>commands</c>, <c>samples</c> or <c>messages</c> are more than can be worked on at once.</summary>
/// <param name="Since">Since when; null while it is not.</param>
/// <param name="Waiting">Who gives way to it now.</param>
public sealed record PressureView(string Urgent, DateTimeOffset? Since, IReadOnlyList<string> Waiting);

/// <summary>A node of the cluster.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="HeardAt">When it said last that it lives.</param>
/// <param name="Work">What it was given to do.</param>
public sealed record NodeOfCluster(int Number, string Name, DateTimeOffset StartedAt, DateTimeOffset HeardAt, IReadOnlyList<string> Work);

/// <summary>Whether all is well: <c>GET /health/ready</c>. With status 503 where something is not.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Checks">Each part by its name.</param>
public sealed record HealthView(string Status, IReadOnlyDictionary<string, HealthCheckView> Checks);

/// <summary>Whether a part is well.</summary>
/// <param name="Detail">What it says of itself; null when nothing.</param>
/// <param name="Said">The detail in parts, for programs that say it in other words; null where there is only the detail.</param>
public sealed record HealthCheckView(string Status, string? Detail, Said? Said = null);
