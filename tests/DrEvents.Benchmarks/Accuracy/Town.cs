using System.Net.Http.Json;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;
using DrEvents.Mqtt;
using DrEvents.Simulator;
using DrEvents.Simulator.Faults;
using DrEvents.Simulator.Field;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Benchmarks.Accuracy;

/// <summary>What makes a town: its hour, its homes, and what is wrong with some of them.</summary>
/// <param name="Name">For people: the hour, the seed, and whether there are faults.</param>
/// <param name="Clock">The time at which its homes live when the event begins, about.</param>
/// <param name="Seed">Draws the homes.</param>
/// <param name="HasFaults">10 % offline, 5 % stuck, 5 % refusing, 5 % slow, and a fifth of the field's generations.</param>
internal sealed record TownPlan(string Name, DateTimeOffset Clock, int Seed, bool HasFaults);

/// <summary>A fleet of mixed homes at an hour of its own, and the event that it is called to.</summary>
internal sealed class Town : IAsyncDisposable
{
    private readonly Bed _bed;
    private readonly string _truthFile = Path.GetTempFileName();
    private readonly Simulator.Fleet _fleet;
    private readonly string _prefix;

    private Town(Bed bed, int number, int homes, TownPlan plan)
    {
        (_bed, Plan, _prefix) = (bed, plan, FormattableString.Invariant($"town{number:00}-"));
        var options = new FleetOptions(new BrokerAddress(TestBroker.Host, bed.BrokerPort), homes)
        {
            Prefix = _prefix,
            Seed = plan.Seed,
            HomeClock = plan.Clock,
            StartsPerSecond = 100,
            IsWarm = true,
            TruthFile = _truthFile,
            Faults = plan.HasFaults
                ? new FaultShares().With(Fault.Offline, 0.1).With(Fault.Stuck, 0.05).With(Fault.Refusing, 0.05).With(Fault.Slow, 0.05)
                : new FaultShares(),
            Generations = plan.HasFaults ? new GenerationShares { Older = 0.1, Oldest = 0.1 } : new GenerationShares(),
        };
        _fleet = new Simulator.Fleet(options, TimeProvider.System);
    }

    public TownPlan Plan { get; }

    /// <summary>What is asked, kW.</summary>
    public double RequestedKw { get; private set; }

    /// <summary>What the backend said, moment by moment.</summary>
    public List<(DateTimeOffset At, EventMetricsView Metrics)> Said { get; } = [];

    private string EventId { get; set; } = "";

    public static async Task<Town> StartAsync(Bed bed, int number, int homes, TownPlan plan, CancellationToken cancellation)
    {
        var town = new Town(bed, number, homes, plan);
        await town._fleet.StartAsync(cancellation);
        return town;
    }

    /// <summary>Calls all of it for a share of what it can shed now, by the backend's knowledge.</summary>
    public async Task CallAsync(double share, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellation)
    {
        var vens = (await _bed.Http.GetFromJsonAsync<List<VenSummary>>("/api/vens/summary", cancellation))!;
        var own = vens.Where(v => v.Id.StartsWith(_prefix, StringComparison.Ordinal)).ToList();
        RequestedKw = Math.Round(share * own.Sum(v => v.ControllablePower), 1);
        EventId = await _bed.Http.CallEventAsync(
            new CreateEventRequest(start, end, RequestedKw, Targets: new EventTargets([.. own.Select(v => v.Id)])),
            cancellation
        );
    }

    /// <summary>Asks the backend for its figures.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var metrics = await _bed.Http.GetFromJsonAsync<EventMetricsView>($"/api/events/{EventId}/metrics", cancellation);
        Said.Add((DateTimeOffset.UtcNow, metrics!));
    }

    /// <summary>The VENs whose relays are stuck.</summary>
    public IReadOnlySet<string> StuckIds => _fleet.Vens.Where(v => v.Faults.HasFlag(Fault.Stuck)).Select(v => v.Id).ToHashSet();

    /// <summary>Every VEN's part in the event.</summary>
    public async Task<IReadOnlyList<ParticipationView>> VensAsync(CancellationToken cancellation) =>
        (await _bed.Http.GetFromJsonAsync<EventDetail>($"/api/events/{EventId}", cancellation))!.Vens;

    /// <summary>What was really delivered in each of so many steps from a moment on, kW.</summary>
    public Task<double[]> TruthAsync(DateTimeOffset from, TimeSpan step, int steps, CancellationToken cancellation) =>
        TruthReader.ReadAsync(_truthFile, from, step, steps, cancellation);

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        File.Delete(_truthFile);
    }
}
