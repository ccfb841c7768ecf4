using DrEvents.Backend.Features.DeadLetters;
using DrEvents.Backend.Features.Ingest;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Features.Vens;

/// <summary>Names of locks on VENs.</summary>
public static class VenLocks
{
    /// <summary>Held by whoever may register a VEN, since there is no document yet that could be locked.</summary>
    public const string Registration = "vens/registration";
}

/// <summary>Decides, message by message, whether its sender may be heard and what the message changes about it.</summary>
public static class Admission
{
    /// <summary>The VENs that this batch would change, judged by what this node remembers.</summary>
    public static HashSet<string> Changing(
        IReadOnlyList<Incoming> incoming,
        IReadOnlyDictionary<string, VenMemory> memories,
        bool registerUnknown,
        DateTimeOffset now
    )
    {
        var changing = new HashSet<string>();
        foreach (var message in incoming)
        {
            var ven = memories[message.VenId].State;
            if (Refusal(ven, registerUnknown) is null && VenFromMessage.Decide(ven, message.Content, now).Count > 0)
                changing.Add(message.VenId);
        }
        return changing;
    }

    /// <summary>Adds the changes, keeps the memories up to date and returns the messages that are heard; the others are buried.</summary>
    public static List<Incoming> Decide(
        IReadOnlyList<Incoming> incoming,
        Dictionary<string, VenMemory> memories,
        bool registerUnknown,
        StreamAppends appends,
        List<DeadLetter> buried,
        DateTimeOffset now
    )
    {
        var accepted = new List<Incoming>(incoming.Count);
        foreach (var message in incoming)
        {
            var memory = memories[message.VenId];
            if (Refusal(memory.State, registerUnknown) is { } reason)
            {
                buried.Add(DeadLetter.From(message.Message, reason));
                continue;
            }
            var stream = Ven.StreamOf(message.VenId);
            foreach (var change in VenFromMessage.Decide(memory.State, message.Content, now))
            {
                appends.Add(stream, change);
                memory = memory with { State = Ven.Fold(memory.State, stream, change) };
            }
            memories[message.VenId] = memory with { HeardAt = now };
            accepted.Add(message);
        }
        return accepted;
    }

    private static string? Refusal(Ven? ven, bool registerUnknown) =>
        ven switch
        {
            null when !registerUnknown => "venId: not registered, and VENs may not register themselves",
            { Removed: true } => "venId: the VEN was removed",
            _ => null,
        };
}
