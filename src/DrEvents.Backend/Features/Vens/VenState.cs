namespace DrEvents.Backend.Features.Vens;

/// <summary>A VEN is heard again, or for the first time. Handlers get those of about the same time together: a fleet comes back at once.</summary>
public sealed record VenCameOnline(string VenId);

public sealed class VenState : StreamState<Ven>
{
    public VenState()
        : base(Ven.Fold, "ven/")
    {
        Name = "Vens";
        Version = 2;
        Folds<VenRegistered>();
        FoldsAndTells<VenChanged>();
        FoldsAndTells<VenRemoved>();
        Folds<LoadsDescribed>();
        FoldsAndTells<VenWentOnline, VenCameOnline>((stream, _) => new VenCameOnline(Ven.VenOf(stream)!));
        Folds<VenWentOffline>();
        Folds<ReportIntervalChanged>();
        FoldsAndTells<CapabilitiesChanged>(e => e.Capabilities.Count > 0);
        Folds<AckUnmatched>();
    }
}
