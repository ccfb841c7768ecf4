namespace DrEvents.Backend.Features.Vens;

/// <summary>Decides, message by message, whether its sender may be heard and what the message changes about it.</summary>
public static class Admission
{
    /// <summary>The lock of whoever may register a VEN, since there is no document yet that could be locked.</summary>
    public const string Registration = "vens/registration";

    public static HashSet<string> Changing(
        List<Incoming> incoming,
        IReadOnlyDictionary<string, VenMemory> memories,
        bool mayRegister,
        DateTimeOffset now
    )
    {
        return [.. incoming.Where(IsChanging).Select(m => m.VenId)];

        bool IsChanging(Incoming message) =>
            memories[message.VenId].State is var ven
            && Refusal(ven, message, mayRegister) is null
            && VenFromMessage.Decide(ven, message.Content, now).Count > 0;
    }

    public static List<Incoming> Decide(
        Intake intake,
        List<Incoming> incoming,
        Dictionary<string, VenMemory> memories,
        HashSet<string> changing,
        bool mayRegister
    )
    {
        var accepted = new List<Incoming>(incoming.Count);
        foreach (var message in incoming)
        {
            var memory = memories[message.VenId];
            if (Refusal(memory.State, message, mayRegister) is { } reason)
            {
                intake.Refused.Add(new RefusedMessage(message.Message, reason));
                continue;
            }
            var stream = Ven.StreamOf(message.VenId);
            // The messages of the others were looked at, and say nothing new.
            foreach (var change in changing.Contains(message.VenId) ? VenFromMessage.Decide(memory.State, message.Content, intake.Now) : [])
            {
                intake.Appends.Add(stream, change);
                memory = memory with { State = Ven.Fold(memory.State, stream, change) };
            }
            memories[message.VenId] = memory with { HeardAt = intake.Now };
            accepted.Add(message);
        }
        return accepted;
    }

    private static string? Refusal(Ven? ven, Incoming message, bool mayRegister) =>
        ven switch
        {
            null when !mayRegister => "venId: not registered, and VENs may not register themselves",
            // One that was removed in an event is told to restore, and answers.
            { Removed: true } when message.Content is not VenAck => "venId: the VEN was removed",
            _ => null,
        };
}
