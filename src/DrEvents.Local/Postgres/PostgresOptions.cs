namespace DrEvents.Local.Postgres;

/// <summary>How a <see cref="PostgresServer"/> is to run.</summary>
public sealed record PostgresOptions
{
    /// <summary>Where the server keeps everything; made when it is not there.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The port on the loopback interface; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>What a power failure may cost.</summary>
    public Durability Durability { get; init; } = Durability.Full;

    /// <summary>
    /// Where the programs come from (configuration key <c>Local:PostgresBinaries</c>): a folder with initdb, pg_ctl and postgres,
    /// or <see cref="PostgresBinaries.Npm"/>; null looks for them.
    /// </summary>
    public string? Binaries { get; init; }

    /// <summary>Where npm installs PostgreSQL when it has to; null is next to the data.</summary>
    public string? InstallDirectory { get; init; }
}

/// <summary>What a power failure may cost.</summary>
public enum Durability
{
    /// <summary>Nothing: what was committed stays.</summary>
    Full,

    /// <summary>Everything: nothing is forced to disk. The death of a process still costs nothing. For tests only.</summary>
    ForgetfulTestsOnly,
}
