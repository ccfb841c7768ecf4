using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Meters;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Profiles;
using DrEvents.Backend.Features.Settlement;
using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Streams;

/// <summary>What a stored event is about, by its stream: a DR event, a VEN, or both.</summary>
public readonly record struct StoredPlace(string? EventId, string? VenId)
{
    public static StoredPlace Of(IEvent stored)
    {
        var stream = stored.StreamKey!;
        if (EventIds.IsValid(stream))
            return new(stream, null);
        if (Participation.Parse(stream) is var (owner, venId))
            return new(EventIds.IsValid(owner) ? owner : null, venId);
        if (BaselineSealed.EventOf(stream) is { } measured)
            return new(measured, (stored.Data as BaselineSealed)?.VenId ?? (stored.Data as InputsSealed)?.VenId);
        if (ResultBooked.EventOf(stream) is { } settled)
            return new(settled, null);
        if (stored.Data is ProfileAssigned assigned)
            return new(null, assigned.VenId);
        return stored.Data is ControlGroupSealed
            ? new(stream[ControlGroupSealed.StreamOf("").Length..], null)
            : new(null, Ven.VenOf(stream) ?? MeterStreams.Parse(stream)?.VenId);
    }

    /// <summary>What is told together when it comes in crowds: of one DR event's participations, of VENs, of direct commands.</summary>
    public string Crowd(IEvent stored) =>
        VenId is null ? stored.StreamKey! : EventId ?? (Ven.VenOf(stored.StreamKey!) is null ? "commands" : "vens");
}
