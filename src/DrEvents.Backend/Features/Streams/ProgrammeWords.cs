using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Says in a line what happened to programmes, to who takes part in them, and to who is exempt.</summary>
public static class ProgrammeWords
{
    /// <summary>Null for all other events.</summary>
    public static string? Of(object stored) =>
        stored switch
        {
            ProgrammeOpened e => $"programme {e.Name} opened by {e.By}",
            ProgrammeChanged e => $"programme {e.Name} changed by {e.By}: {e.Why}",
            ProgrammeClosed e => $"programme closed by {e.By}: {e.Why}",
            VenEnrolled e => $"{e.VenId} takes part in programme {e.ProgrammeId}, as {e.ConsentBy} agreed; entered by {e.By}",
            VenLeft e => $"{e.VenId} left programme {e.ProgrammeId}, by {e.By}: {e.Why}",
            // Of which kind, and why, is nobody's business who only looks: somebody's health may be the reason.
            VenExempted e => $"exempt{(e.Until is { } until ? $" until {At(until)}" : "")}, by {e.By}",
            ExemptionEnded e => $"exempt no more, by {e.By}",
            _ => null,
        };

    private static string At(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
