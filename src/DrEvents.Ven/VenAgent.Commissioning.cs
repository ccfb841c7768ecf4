using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Commissioning;
using DrEvents.Ven.Devices.Commissioning.Finding;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;

namespace DrEvents.Ven;

/// <summary>Devices are taken into the home of the VEN that runs.</summary>
public sealed partial class VenAgent
{
    private readonly IReadOnlyList<ILoad> _all;
    private readonly ILoggerFactory _loggers;
    private readonly TaskCompletionSource _restart = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when somebody at the page asked for a start with what the home's file says now. Whoever runs the VEN does it.</summary>
    public Task RestartAsked => _restart.Task;

    private Commissioner Commissioning()
    {
        var context = new DeviceContext(_clock, _loggers);
        return new Commissioner(_options.HomeFile, _options.Home, _all, context, new Site(this))
        {
            Search = new Search(context, _options.IsLoopbackSearched) { MdnsAsked = _options.MdnsAsked },
        };
    }

    /// <summary>What commissioning asks; apart, so that it is no part of the VEN's public face.</summary>
    private sealed class Site(VenAgent ven) : ICommissioningSite
    {
        public bool IsShedding => ven._controller.Look(ven._clock.GetUtcNow()).State.IsShedding;

        public bool IsLimiting => ven._controller.Look(ven._clock.GetUtcNow()).State.IsLimiting;

        public bool TryBeginTrial(string loadId, double kw, DateTimeOffset now) => ven._controller.TryBeginTrial(loadId, kw, now);

        public bool EndTrial(string loadId, DateTimeOffset now) => ven._controller.EndTrial(loadId, now);

        public void Note(DeviceCommissioned record) => ven._controller.Note(ven._clock.GetUtcNow(), record);

        public IEnumerable<DeviceCommissioned> Records() =>
            ven.Log.ReadNewest(VenEventJson.CommissionedKind).Select(e => (DeviceCommissioned)VenEventJson.Read(e.Kind, e.Json));

        public void Restart() => ven._restart.TrySetResult();
    }
}
