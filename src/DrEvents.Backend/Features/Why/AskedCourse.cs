using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;

namespace DrEvents.Backend.Features.Why;

/// <summary>What a VEN was asked in an event and what it had said yes to, moment by moment, from the life of its commands. Powers in kW.</summary>
/// <param name="From">Since when.</param>
/// <param name="AskedKw">Its share. One that refuses, or leaves, is still meant: the event goes on without it.</param>
/// <param name="AgreedKw">Of it, what it has said yes to.</param>
/// <param name="Reason">Why it has not said yes to more.</param>
public sealed record AskedStep(DateTimeOffset From, double AskedKw, double AgreedKw, string Reason, string? Detail);

public static class AskedCourse
{
    /// <summary>A VEN that has not answered for so long is not late any more, but away.</summary>
    private static readonly TimeSpan LateFor = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<AskedStep> Of(Participation participation, DateTimeOffset began)
    {
        var steps = new List<AskedStep>();
        var (askedKw, agreedKw) = (0.0, 0.0);
        foreach (var command in participation.Commands.Where(c => !c.WasTakenBack))
        {
            if (command.Op is not (CommandOps.ShedPanel or CommandOps.Restore))
                continue;
            // A newer command ends what an older one would still bring.
            steps.RemoveAll(s => s.From >= command.ReadyAt);
            if (command.Op == CommandOps.Restore)
            {
                // Let go before the event's end: nobody wants anything of it any more, its minutes are up, or an operator took it out.
                var isMeant = command.Reason is not (Reconcile.NotNeededAnyMore or Turns.MinutesUp);
                steps.Add(new AskedStep(command.ReadyAt, isMeant ? askedKw : 0, 0, Reasons.Disabled, command.Reason));
                agreedKw = 0;
                continue;
            }
            askedKw = command.RequestedReductionKw ?? 0;
            var isFirst = steps.Count == 0 && command.ReadyAt < began + LateFor;
            steps.Add(new AskedStep(isFirst ? began : command.ReadyAt, askedKw, Math.Min(askedKw, agreedKw), Reasons.Late, Detail: null));
            if (command.AnsweredAt is { } answeredAt)
            {
                // What its people withdrew it had agreed to before; from then on nothing of it is measured.
                var isRefused = command.Status == CommandStatus.Refused && command.Reason?.StartsWith(CommandLife.OptedOutPrefix) != true;
                agreedKw = isRefused ? 0 : askedKw;
                steps.Add(new AskedStep(answeredAt, askedKw, agreedKw, Reasons.Refused, isRefused ? command.Reason : null));
            }
            else
            {
                steps.Add(new AskedStep(command.ReadyAt + LateFor, askedKw, Math.Min(askedKw, agreedKw), Reasons.Offline, "no answer"));
            }
            if (command.EndsAt is { } end)
                steps.Add(new AskedStep(end, 0, 0, Reasons.Late, Detail: null));
        }
        return [.. steps.OrderBy(s => s.From)];
    }
}
