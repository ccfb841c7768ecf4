namespace DrEvents.Backend.Features.Events;

public sealed class DrEventState : StreamState<DrEvent>
{
    public DrEventState()
        : base(DrEvent.Fold, "evt-")
    {
        Name = "Events";
        Version = 2;
        FoldsAndTells<EventScheduled>();
        FoldsAndTells<EventModified>();
        Folds<EventAnnounced>();
        Folds<EventPlanned>();
        FoldsAndTells<EventActivated>();
        Folds<VensTold>();
        Folds<EventSwept>();
        Folds<AnnouncementsDispatched>();
        Folds<EventDispatched>();
        Folds<EventReleased>();
        FoldsAndTells<EventStopped, TellEvent>((stream, _) => new TellEvent(stream));
        FoldsAndTells<EventCompleted, TellEvent>((stream, _) => new TellEvent(stream));
        FoldsAndTells<EventCancelled, TellEvent>((stream, _) => new TellEvent(stream));
        FoldsAndTells<EventMissed, TellEvent>((stream, _) => new TellEvent(stream));
    }

    protected override bool IsOne(string stream) => EventIds.IsValid(stream);
}
