using DrEvents.Ven.Web;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>What each device truly did a while ago, against which the page is held: it may be as old as the device's intervals and time-outs.</summary>
internal sealed class Truths(FaultyHome home)
{
    private const int Kept = 450;
    private const double RoundedKw = 0.02;

    private readonly Dictionary<string, Queue<Truth>> _byId = home.Devices.ToDictionary(d => d.Id, _ => new Queue<Truth>());

    /// <summary>Notes what is true now.</summary>
    public void Note()
    {
        foreach (var device in home.Devices)
        {
            var queue = _byId[device.Id];
            IReadOnlyList<double> powersKw = device is WrongMeter meter ? [.. meter.TakeSaid(), device.PowerKw] : device.TakePowers();
            queue.Enqueue(
                new Truth(home.Now, powersKw.Min(), powersKw.Max(), device.LimitKw, device.Wrong is Wrong.Silent or Wrong.Restarting)
            );
            if (queue.Count > Kept)
                queue.Dequeue();
        }
    }

    /// <summary>Holds what the page shows of a device that it says does well against what was true.</summary>
    public void Compare(WrongDevice device, LoadView shown, double powerKw, Func<string, string> words)
    {
        var recent = _byId[device.Id].Where(t => home.Now - t.At <= device.ShownWithin).ToList();
        recent.TrueForAll(t => t.IsWrong).ShouldBeFalse(words("is shown as well, and is silent"));
        powerKw.ShouldBeInRange(
            recent.Min(t => t.LeastKw) - RoundedKw,
            recent.Max(t => t.MostKw) + RoundedKw,
            words("is shown with a power that it had not")
        );
        if (shown.Device!.IsActuated)
            recent.Exists(t => t.LimitKw is not null).ShouldBeTrue(words("is shown as limited, and is not"));
    }

    /// <summary>What was true in one step of the clock.</summary>
    private readonly record struct Truth(DateTimeOffset At, double LeastKw, double MostKw, double? LimitKw, bool IsWrong);
}
