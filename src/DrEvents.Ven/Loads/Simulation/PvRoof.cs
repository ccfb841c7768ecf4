namespace DrEvents.Ven.Loads.Simulation;

/// <summary>Photovoltaic generation: negative power by sun and clouds. It is never shed.</summary>
internal sealed class PvRoof(LoadDescription description, Site site) : ILoad
{
    public LoadDescription Description => description;

    public LoadReadout MeasureAt(DateTimeOffset now)
    {
        var powerKw = -description.RatedKw * site.SunShare(UnixS.Of(now));
        return new LoadReadout(powerKw, powerKw, powerKw);
    }

    public void LimitTo(double kw, DateTimeOffset now) { }

    public void Release(DateTimeOffset now) { }
}
