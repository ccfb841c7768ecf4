using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;

namespace DrEvents.Backend.Features.Preview;

/// <summary>What one VEN would be told for an event. Powers in kW, what it is asked before and after.</summary>
/// <param name="What">See <see cref="ToldNow"/>.</param>
public sealed record WouldTell(
    string VenId,
    string What,
    double FromKw,
    double ToKw,
    string? Reason,
    DateTimeOffset? Until,
    int? ReturnSeconds
)
{
    public const string Shed = "shed";
    public const string ShedMore = "shedMore";
    public const string ShedLess = "shedLess";
    public const string ShedAgain = "shedAgain";
    public const string Restore = "restore";
    public const string Withdraw = "withdraw";
    public const string Announce = "announce";
    public const string GoesOn = "goesOn";

    /// <summary>Decides for each VEN as it is decided when it is told, and what other events would ask of these VENs then.</summary>
    public static (List<WouldTell> Told, List<OtherEventGets> Others) Of(
        string eventId,
        IReadOnlyDictionary<string, List<Call>> callsByVen,
        DateTimeOffset now
    )
    {
        var (told, others) = (new List<WouldTell>(), new List<(string EventId, double Kw)>());
        foreach (var (venId, calls) in callsByVen.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            var own = calls[0];
            foreach (var (stream, stored) in Reconcile.Decide(venId, calls, now))
            {
                var owner = Participation.Parse(stream)!.Value.Owner;
                if (owner == eventId)
                    told.AddRange(Of(venId, own, stored));
                else if (stored is CommandDispatched { Op: CommandOps.ShedPanel, RequestedReductionKw: { } kw })
                    others.Add((owner, kw));
            }
        }
        return (
            told,
            [
                .. others
                    .GroupBy(o => o.EventId)
                    .Select(g => new OtherEventGets(g.Key, g.Count(), g.Sum(o => o.Kw)))
                    .OrderBy(o => o.EventId, StringComparer.Ordinal),
            ]
        );
    }

    private static IEnumerable<WouldTell> Of(string venId, Call own, object stored)
    {
        var fromKw = ShedsKw(own);
        return stored switch
        {
            CommandDispatched { Op: CommandOps.ShedPanel, RequestedReductionKw: { } toKw } c =>
            [
                new(venId, Compared(fromKw, toKw), fromKw, toKw, c.Reason, c.EndsAt, c.ReturnSeconds),
            ],
            CommandDispatched { Op: CommandOps.Event, RequestedReductionKw: { } toKw } c =>
            [
                new(venId, Announce, 0, toKw, c.Reason, c.EndsAt, ReturnSeconds: null),
            ],
            CommandDispatched { Op: CommandOps.Restore } c => [new(venId, Restore, fromKw, 0, c.Reason, Until: null, c.ReturnSeconds)],
            ParticipationDisplaced d => [new(venId, GoesOn, fromKw, 0, "by " + d.ByEventId, Until: null, ReturnSeconds: null)],
            ParticipationEnded e when own.Participation is { IsHeld: true, Newest.SendAt: null } || own.Event.ActivatedAt is not null =>
            [
                new(venId, GoesOn, fromKw, 0, e.Reason, Until: null, ReturnSeconds: null),
            ],
            ParticipationEnded e => [new(venId, Withdraw, fromKw, 0, e.Reason, Until: null, ReturnSeconds: null)],
            // One that is skipped is told nothing.
            _ => [],
        };
    }

    /// <summary>What it was asked and may be shedding. One that was told ahead has begun by itself when its event runs.</summary>
    private static double ShedsKw(Call own) =>
        own.Participation switch
        {
            { IsHeld: true } p => p.RequestedKw,
            { Status: ParticipationStatus.Announced } p when own.Event.ActivatedAt is not null => p.RequestedKw,
            _ => 0,
        };

    private static string Compared(double fromKw, double toKw) =>
        fromKw == 0 ? Shed
        : toKw > fromKw ? ShedMore
        : toKw < fromKw ? ShedLess
        : ShedAgain;
}
