using System.Globalization;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Mqtt;
using DrEvents.Simulator;
using DrEvents.Simulator.History;
using DrEvents.Ven.Loads;

namespace DrEvents.Local;

/// <summary>
/// Homes of a town, so that there is something to look at: of mixed kinds, each with an address, a place and groups, and with days before, on which
/// forecasts and baselines rest. The same number is the same home at every start.
/// </summary>
internal sealed class Neighbourhood
{
    /// <summary>Draws the homes; by this one the first is <see cref="FleetHomes.Typical"/>.</summary>
    private const int Seed = 14;

    /// <summary>What the backend takes beside the live samples, and far less than what waits at the embedded broker at most.</summary>
    private const int HistoryPerSecond = 2_000;

    /// <summary>Beside the VENs' own connections, which are there already.</summary>
    private const string HistoryClient = "-days-before";

    private const double KmPerDegree = 111.2;

    /// <summary>In Berlin, where the shipped homes are.</summary>
    private static readonly GeoLocation Centre = new(52.52, 13.405);

    private static readonly string[] Kinds = [FleetHomes.Typical, "apartment", "detached-solar", "terraced", "two-vehicles"];

    /// <summary>They lead out of the centre, clockwise from the north, two in each quarter.</summary>
    private static readonly string[] Streets =
    [
        "Ahornweg",
        "Birkenweg",
        "Eichenweg",
        "Erlenweg",
        "Fliederweg",
        "Kastanienweg",
        "Lindenweg",
        "Ulmenweg",
    ];

    private static readonly string[] Quarters = ["north", "east", "south", "west"];

    private readonly FleetHomes _homes = FleetHomes.Find(Kinds).Homes!;
    private readonly FleetOptions _fleet;
    private readonly FleetHistory _history;

    /// <summary>The homes of <c>ven-1</c>, <c>ven-2</c> and so on.</summary>
    /// <param name="broker">Where days before are published.</param>
    /// <param name="count">How many homes.</param>
    /// <param name="historyDays">Days before.</param>
    /// <param name="clock">What time it is.</param>
    /// <param name="loggers">For connections that fail.</param>
    public Neighbourhood(BrokerAddress broker, int count, int historyDays, TimeProvider clock, ILoggerFactory loggers)
    {
        _fleet = new FleetOptions(broker, count)
        {
            Prefix = "ven-",
            IdFormat = "0",
            Seed = Seed,
            Homes = Kinds,
            HistoryDays = historyDays,
            HistoryPerSecond = HistoryPerSecond,
        };
        _history = new FleetHistory(_fleet, _homes, clock, _ => { }, loggers)
        {
            ClientIdOf = venId => venId + HistoryClient,
            CatchesUp = false,
        };
    }

    /// <summary>What a home of a number, from 1, holds.</summary>
    public IReadOnlyList<ILoad> LoadsOf(int number) => _homes.Build(_fleet.SeedOf(number));

    /// <summary>The seed of what a VEN itself draws.</summary>
    public int SeedOf(int number) => _fleet.SeedOf(number);

    /// <summary>As what the VEN of a number is registered. Its groups are its quarter and the kind of its home.</summary>
    public RegisterVenRequest Registration(int number)
    {
        var (street, house) = ((number - 1) % Streets.Length, ((number - 1) / Streets.Length) + 1);
        var (turn, km) = ((street - 0.5) * 2 * Math.PI / Streets.Length, 0.4 + (0.25 * house));
        var place = new GeoLocation(
            Math.Round(Centre.Lat + (km * Math.Cos(turn) / KmPerDegree), 5),
            Math.Round(Centre.Lon + (km * Math.Sin(turn) / KmPerDegree / Math.Cos(Centre.Lat * Math.PI / 180)), 5)
        );
        var name = string.Create(CultureInfo.InvariantCulture, $"{Streets[street]} {house}");
        return new RegisterVenRequest(
            name,
            place,
            RegistrationId: _fleet.VenIdOf(number),
            Groups: [Quarters[street / 2], _homes.NameOf(_fleet.SeedOf(number))],
            Address: $"{name}, Berlin"
        );
    }

    /// <summary>Registers all homes; one that is there already stays as it is.</summary>
    public async Task RegisterAsync(HttpClient backend, CancellationToken cancellation)
    {
        for (var number = 1; number <= _fleet.Count; number++)
        {
            using var answer = await backend.PostAsJsonAsync("api/vens", Registration(number), cancellation);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Publishes the days before, at the pace at which one VEN may; samples that are there already count once.</summary>
    public Task WriteHistoryAsync(CancellationToken cancellation) => _history.WriteAsync(TimeSpan.Zero, cancellation);
}
