using DrEvents.Local.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using Npgsql;

namespace DrEvents.Benchmarks.Surroundings;

/// <summary>What one benchmark has for itself: a broker, a database and a backend, the latter in a process of its own as in the field.</summary>
internal sealed class Bed : IAsyncDisposable
{
    private MosquittoBroker? _mosquitto;
    private EmbeddedBroker? _embedded;
    private BackendProcess? _backend;

    private Bed(NpgsqlDataSource database) => Database = database;

    /// <summary>The backend's database.</summary>
    public NpgsqlDataSource Database { get; }

    /// <summary>The broker's port on this machine.</summary>
    public int BrokerPort => _mosquitto?.Port ?? _embedded!.Port;

    /// <summary>The backend's HTTP interface.</summary>
    public HttpClient Http => _backend!.Http;

    /// <summary>The backend's resident memory, MiB; not a number where the system does not tell.</summary>
    public double BackendMiB => _backend!.ResidentMiB;

    /// <summary>Processor time that the backend has used, seconds.</summary>
    public double BackendCpuS => _backend!.CpuS;

    /// <summary>Starts all of it and returns when the backend is ready.</summary>
    /// <param name="machine">Where databases are made.</param>
    /// <param name="name">The database's.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="program">The program that is the backend; null for the backend alone.</param>
    public static async Task<Bed> StartAsync(Machine machine, string name, CancellationToken cancellation, string? program = null)
    {
        var connectionString = await machine.CreateDatabaseAsync(name, cancellation);
        var bed = new Bed(NpgsqlDataSource.Create(connectionString));
        try
        {
            // Its own default of 1,000 would drop messages that it has acknowledged, as soon as the publishers are faster than the backend.
            if (MosquittoBroker.Program is null)
                bed._embedded = await TestBroker.StartAsync();
            else
                bed._mosquitto = await MosquittoBroker.StartNewAsync(settings: "max_queued_messages 0");
            bed._backend = await BackendProcess.StartAsync(program, connectionString, bed.BrokerPort, cancellation);
            return bed;
        }
        catch
        {
            await bed.DisposeAsync();
            throw;
        }
    }

    /// <summary>How many rows a query of one number counts.</summary>
    public async Task<long> CountAsync(string sql, CancellationToken cancellation)
    {
        await using var command = Database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>How many events were ever given a number: all that are committed and the few that are being so, without counting rows.</summary>
    public Task<long> NumberedAsync(CancellationToken cancellation) =>
        // A fresh sequence says 1 before anything has that number.
        CountAsync("select case when is_called then last_value else 0 end from drevents.mt_events_sequence", cancellation);

    public async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_backend is not null)
            await _backend.DisposeAsync();
        if (_mosquitto is not null)
            await _mosquitto.DisposeAsync();
        if (_embedded is not null)
            await _embedded.DisposeAsync();
        await Database.DisposeAsync();
    }
}
