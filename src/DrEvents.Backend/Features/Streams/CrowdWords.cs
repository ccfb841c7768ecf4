using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.DeadLetters;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Vens;
using static DrEvents.Backend.Hosting.SaidValues;
using static DrEvents.Backend.Hosting.Sentence;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Says in a line what many stored events of one type come to that came together.</summary>
public static class CrowdWords
{
    /// <param name="of">The DR event or the stream that all are of; null for VENs of all kinds.</param>
    public static Sentence Of(string type, string? of, IReadOnlyList<object> all)
    {
        var what = What(all[0]) ?? type;
        return all[0] switch
        {
            CommandDispatched => Say(
                SaidKind.ManyCommands,
                $"{all.Count:count} × {what:what}{From(of):of}: {Kw(all.OfType<CommandDispatched>().Sum(e => e.RequestedReductionKw ?? 0)):askedKw} asked"
            ),
            AckReceived => Answers(what, of, [.. all.OfType<AckReceived>()]),
            BaselineSealed => Say(
                SaidKind.ManyBaselines,
                $"{all.Count:count} × {what:what}{From(of):of}: {Kw(all.OfType<BaselineSealed>().Sum(e => e.BaselineKw ?? 0)):baselineKw} together"
            ),
            MessagesRefused => Say(
                SaidKind.ManyMessagesRefused,
                $"{all.Count:count} × {what:what}{From(of):of}: {all.OfType<MessagesRefused>().Sum(e => e.Count):messages} messages"
            ),
            _ => Say(SaidKind.ManyAlike, $"{all.Count:count} × {what:what}{From(of):of}"),
        };
    }

    private static string? What(object stored) =>
        stored switch
        {
            VenRegistered => "registered",
            LoadsDescribed => "loads described",
            VenWentOnline => "online",
            VenWentOffline => "offline",
            ReportIntervalChanged => "another report interval",
            CapabilitiesChanged => "other commands understood",
            _ => null,
        };

    private static Sentence Answers(string what, string? of, List<AckReceived> all) =>
        Say(
            SaidKind.ManyAnswers,
            $"{all.Count:count} × {what:what}{From(of):of}: {all.Count(a => a.Ok):yes} yes, {all.Count(a => !a.Ok):no} no, {Kw(all.Where(a => a.Ok).Sum(a => a.ActualShedKw ?? 0)):shedKw} said to be shed"
        );

    private static SaidValue From(string? of) => Text(of, " of ");
}
