using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Tests.Shedding;

/// <summary>The events of a simulated year: some announced ahead, some revised, some restored before their time.</summary>
internal static class YearCalendar
{
    /// <summary>All commands with the times at which the backend sends them.</summary>
    public static List<(DateTimeOffset At, YearCall Call, VenCommand Command)> Draw(
        DateTimeOffset begin,
        int days,
        Func<double, double, double> draw,
        List<YearCall> calls
    )
    {
        const int events = 200;
        var calendar = new List<(DateTimeOffset, YearCall, VenCommand)>();
        for (var n = 0; n < events; n++)
        {
            var call = new YearCall($"evt-{n:x8}");
            calls.Add(call);
            var slotDays = (double)days / events;
            var start = begin.AddDays((n + (0.5 * draw(0, 1))) * slotDays);
            var end = start.AddMinutes(draw(15, 150));
            var kw = Math.Round(draw(0.5, 5), 2);
            var shed = new VenCommand
            {
                Op = CommandOps.ShedPanel,
                CorrelationId = $"c-{n}",
                VenId = TestHome.VenId,
                EventId = call.EventId,
                IssuedAt = start,
                ExpiresAt = end,
                Revision = 2,
                RequestedReductionKw = kw,
                DurationS = (int)(end - start).TotalSeconds,
            };
            if (draw(0, 1) < 0.3)
                calendar.Add(
                    (
                        start.AddHours(-2),
                        call,
                        shed with
                        {
                            Op = CommandOps.Event,
                            CorrelationId = $"a-{n}",
                            Revision = 1,
                            StartAt = start,
                            EndAt = end,
                        }
                    )
                );
            calendar.Add((start, call, shed));
            if (draw(0, 1) < 0.2)
                calendar.Add(
                    (start.AddMinutes(7), call, shed with { CorrelationId = $"r-{n}", Revision = 3, RequestedReductionKw = kw / 2 })
                );
            if (draw(0, 1) < 0.5)
                calendar.Add(
                    (
                        draw(0, 1) < 0.3 ? start.AddMinutes(12) : end,
                        call,
                        shed with
                        {
                            Op = CommandOps.Restore,
                            CorrelationId = $"x-{n}",
                            Revision = 4,
                            ExpiresAt = end.AddMinutes(5),
                        }
                    )
                );
        }
        return calendar;
    }
}

/// <summary>One event and what became of it.</summary>
internal sealed class YearCall(string eventId)
{
    private int _held;

    public string EventId => eventId;
    public VenAck? Answer { get; set; }
    public bool IsDisturbed { get; private set; }
    public int Looks { get; private set; }
    public double HeldShare => Looks == 0 ? 1 : (double)_held / Looks;

    /// <summary>
    /// Held is: within 5 % of what was asked, or less used than that because the loads want no more, or all shed that can be.
    /// </summary>
    public void LookAt(Situation now, bool isUpset)
    {
        var shed = now.State.Shed!.What;
        IsDisturbed |= isUpset;
        Looks++;
        var isEnough = now.BaselineKw - now.UsedKw >= 0.95 * shed.RequestedReductionKw;
        var isAll = now.Loads.All(l => !l.MayBeShed || l.Readout.PowerKw <= l.Readout.LowestKw + 1e-6);
        _held += isEnough || isAll ? 1 : 0;
    }
}
