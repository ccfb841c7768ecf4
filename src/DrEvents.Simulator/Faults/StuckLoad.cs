using DrEvents.Ven.Loads;

namespace DrEvents.Simulator.Faults;

/// <summary>A load whose relay is stuck: it says what it could shed, and obeys no limit.</summary>
internal sealed class StuckLoad(ILoad load) : ILoad
{
    public LoadDescription Description => load.Description;

    public LoadReadout MeasureAt(DateTimeOffset now) => load.MeasureAt(now);

    public void LimitTo(double kw, DateTimeOffset now) { }

    public void Release(DateTimeOffset now) { }
}
