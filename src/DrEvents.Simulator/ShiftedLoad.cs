using DrEvents.Ven.Loads;

namespace DrEvents.Simulator;

/// <summary>A simulated load that lives at another time than its VEN. Weather and habits are those of its own time.</summary>
/// <param name="load">The load.</param>
/// <param name="ahead">Its time minus the VEN's.</param>
internal sealed class ShiftedLoad(ILoad load, TimeSpan ahead) : ILoad, IRecallsLimits
{
    public LoadDescription Description => load.Description;

    public LoadReadout MeasureAt(DateTimeOffset now) => load.MeasureAt(now + ahead);

    public void LimitTo(double kw, DateTimeOffset now) => load.LimitTo(kw, now + ahead);

    public void Release(DateTimeOffset now) => load.Release(now + ahead);

    /// <summary>A load that recalls nothing is a device that knows its limit itself.</summary>
    public void Recall(double? limitKw, DateTimeOffset at) => (load as IRecallsLimits)?.Recall(limitKw, at + ahead);
}
