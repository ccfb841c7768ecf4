using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>What a command brings about, and the answer to it.</summary>
internal readonly record struct Decision(IReadOnlyList<VenEvent> Happened, VenAck Ack);

/// <summary>Decides over a command that was not answered before.</summary>
internal static class CommandDecider
{
    public static Decision Decide(Situation now, VenCommand command)
    {
        if (command.ExpiresAt <= now.Now)
            return Refuse(now, command, RefusalReasons.Expired);
        return command.Op switch
        {
            CommandOps.ShedPanel => ShedCommands.ShedPanel(now, command),
            CommandOps.Event => ShedCommands.Announce(now, command),
            CommandOps.Restore => ShedCommands.Restore(now, command),
            CommandOps.ShedLoad => ShedCommands.ShedLoad(now, command),
            CommandOps.SetLoad => SettingCommands.SetLoad(now, command),
            CommandOps.Set or CommandOps.SetConfig => SettingCommands.Set(now, command),
            CommandOps.Get => Questions.Get(now, command),
            CommandOps.Ping => Questions.Ping(now, command),
            _ => Refuse(now, command, RefusalReasons.UnknownOp + command.Op),
        };
    }

    /// <summary>Whether something may happen although it cannot be written down: it takes nothing from anybody.</summary>
    public static bool IsHarmless(IReadOnlyList<VenEvent> happened) =>
        happened.All(h =>
            h
                is ShedEnded
                    or GentleReturnBegan
                    or GentleReturnEnded
                    or LoadsReturning
                    or LoadShedEnded
                    or EventRestored
                    or AnnouncementEnded
                    or EventOptedOut
        );

    /// <summary>No, and nothing happens.</summary>
    public static Decision Refuse(Situation now, VenCommand command, string error) =>
        new([], Answer(now, command) with { Ok = false, Error = error });

    /// <summary>Yes, to be filled with what the op answers.</summary>
    public static VenAck Answer(Situation now, VenCommand command) =>
        new()
        {
            Op = command.Op,
            CorrelationId = command.CorrelationId,
            Ok = true,
            At = now.Now,
            VenId = now.VenId,
            EventId = command.EventId,
        };
}
