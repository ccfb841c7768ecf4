using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Vens;
using static DrEvents.Backend.Hosting.SaidValues;
using static DrEvents.Backend.Hosting.Sentence;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Says in a line what happened to programmes, to who takes part in them, and to who is exempt.</summary>
public static class ProgrammeWords
{
    /// <summary>Null for all other events.</summary>
    public static Sentence? Of(object stored) =>
        stored switch
        {
            ProgrammeOpened e => Say(SaidKind.ProgrammeOpened, $"programme {e.Name:name} opened by {e.By:by}"),
            ProgrammeChanged e => Say(SaidKind.ProgrammeChanged, $"programme {e.Name:name} changed by {e.By:by}: {e.Why:why}"),
            ProgrammeClosed e => Say(SaidKind.ProgrammeClosed, $"programme closed by {e.By:by}: {e.Why:why}"),
            VenEnrolled e => Say(
                SaidKind.VenEnrolled,
                $"{e.VenId:venId} takes part in programme {e.ProgrammeId:programme}, as {e.ConsentBy:consentBy} agreed; entered by {e.By:by}"
            ),
            VenLeft e => Say(
                SaidKind.VenLeft,
                $"{e.VenId:venId} left programme {e.ProgrammeId:programme}, by {e.By:means}: {e.Why:reason}"
            ),
            // Of which kind, and why, is nobody's business who only looks: somebody's health may be the reason.
            VenExempted e => Say(SaidKind.VenExempted, $"exempt{Until(e.Until):until}, by {e.By:by}"),
            ExemptionEnded e => Say(SaidKind.ExemptionEnded, $"exempt no more, by {e.By:by}"),
            _ => null,
        };

    private static SaidValue Until(DateTimeOffset? until) => until is { } end ? At(end) with { Text = $" until {At(end).Text}" } : default;
}
