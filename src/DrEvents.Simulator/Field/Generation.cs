namespace DrEvents.Simulator.Field;

/// <summary>What kind of VEN stands behind an id. The older two are in the field and are not going to be updated.</summary>
public enum Generation
{
    /// <summary>The agent of this repository.</summary>
    Today,

    /// <summary>It calls every shed an event and answers with a status (<see cref="OlderWords"/>).</summary>
    Older,

    /// <summary>It knows no restore and sends bare loads (<see cref="OldestWords"/>).</summary>
    Oldest,
}
