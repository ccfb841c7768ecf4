using System.Globalization;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Cli.Monitoring;

/// <summary>The figures that matter in each message of the contract, in words.</summary>
static class Words
{
    private const int DataCharactersMax = 200;

    /// <summary>Samples that arrive later than this after they were measured were kept while the VEN was offline, or its clock is wrong.</summary>
    private static readonly TimeSpan Punctual = TimeSpan.FromSeconds(60);

    /// <summary>What is asked, of what, how long, and until when it may be obeyed.</summary>
    public static IReadOnlyList<string> Of(VenCommand command, string? topicVenId, Shell shell) =>
        Said(
            command.Op,
            command.LoadId,
            Kw(command.RequestedReductionKw ?? command.ReduceKw),
            command.DurationS is { } s ? "for " + Duration.Written(TimeSpan.FromSeconds(s)) : null,
            command.StartAt is { } start ? "from " + Figures.LocalTime(start, shell) : null,
            command.EndAt is { } end ? "until " + Figures.LocalTime(end, shell) : null,
            command.Enabled is { } enabled ? "enabled " + (enabled ? "true" : "false") : null,
            Kw(command.CapacityKw, "rated"),
            command.Priority is { } priority ? Number("priority", priority) : null,
            command.What,
            command.ReportIntervalSeconds is { } interval ? Number("report every", interval) + " s" : null,
            Kw(command.TargetPowerKw, "aim at"),
            command.EventId,
            command.Revision > 1 ? Number("revision", command.Revision) : null,
            command.ExpiresAt is { } expires ? "expires " + Figures.LocalTime(expires, shell) : null,
            Correlation(command.CorrelationId),
            OtherVen(command.VenId, topicVenId)
        );

    /// <summary>Yes or no, to what, and what the VEN says that it does.</summary>
    public static IReadOnlyList<string> Of(VenAck ack, string? topicVenId, Shell shell) =>
        Said(
            ack.Op,
            ack.Ok ? "ok" : "REFUSED",
            ack.Error,
            Kw(ack.ActualShedKw, "sheds"),
            Kw(ack.RequestedShedKw, "asked"),
            Kw(ack.TargetKw, "limit"),
            ack.Until is { } until ? "until " + Figures.LocalTime(until, shell) : null,
            ack.CircuitsCurtailed.Count > 0 ? Counted(ack.CircuitsCurtailed.Count, "circuit") : null,
            ack.Restored.Count > 0 ? "restored " + string.Join(" ", ack.Restored) : null,
            AnswerOf(ack),
            ack.EventId,
            Correlation(ack.CorrelationId),
            OtherVen(ack.VenId, topicVenId)
        );

    /// <summary>What the meter shows, what the VEN claims, and when it was measured if that is long ago.</summary>
    public static IReadOnlyList<string> Of(TelemetrySample sample, DateTimeOffset receivedAt, Shell shell) =>
        Said(
            Kw(sample.UsedPowerKw, "used"),
            Kw(sample.ShedPowerKw, "shed"),
            Kw(sample.RequestedReductionKw, "asked"),
            Kw(sample.BaselinePowerKw, "baseline"),
            sample.BatterySoc is { } soc ? string.Create(CultureInfo.InvariantCulture, $"battery {soc:0.##}") : null,
            sample.Loads.Count > 0 ? Counted(sample.Loads.Count, "load") : null,
            sample.EventId,
            sample.MessageNum is { } number ? Number("number", number) : null,
            sample.Faulty.Count > 0 ? "WRONG " + string.Join(" ", sample.Faulty) : null,
            (receivedAt - sample.At).Duration() > Punctual ? "measured " + Figures.LocalWithOffset(sample.At, shell) : null
        );

    /// <summary>All circuits at one moment, summed.</summary>
    public static IReadOnlyList<string> Of(LoadsSnapshot snapshot) =>
        Said(
            Counted(snapshot.Loads.Count, "load"),
            Kw(snapshot.Loads.Sum(load => load.CurrentPowerKw), "used"),
            Kw(snapshot.Loads.Sum(load => load.ShedCapabilityKw ?? 0), "sheddable")
        );

    /// <summary>Online or offline; a retained one is how things stood when the monitor came.</summary>
    public static IReadOnlyList<string> Of(VenStatusMessage status, bool retained) =>
        Said(
            status.Online ? "online" : "offline",
            status.ReportIntervalSeconds is { } s ? Number("reports every", s) + " s" : null,
            retained ? "(retained)" : null
        );

    /// <summary>Some ops ask for nothing but data: then the data is what matters.</summary>
    private static string? AnswerOf(VenAck ack) =>
        ack.Op is CommandOps.Get or CommandOps.Set or CommandOps.SetConfig or CommandOps.SetLoad && ack.DataJson is { } data
            ? Printable.Beginning(data, DataCharactersMax)
            : null;

    private static string? OtherVen(string? payloadVenId, string? topicVenId) =>
        string.IsNullOrEmpty(payloadVenId) || payloadVenId == topicVenId ? null : $"(payload says VEN {payloadVenId})";

    private static string? Kw(double? kw, string? what = null) =>
        kw is null ? null : (what is null ? "" : what + " ") + Figures.Kw(kw) + " kW";

    private static string Correlation(string? id) => id is null ? "no correlation id" : "correlation " + id;

    private static string Counted(int count, string what) => Number(count == 1 ? what : what + "s", count, countFirst: true);

    private static string Number(string what, long number, bool countFirst = false)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        return countFirst ? $"{text} {what}" : $"{what} {text}";
    }

    private static IReadOnlyList<string> Said(params string?[] parts) => [.. parts.OfType<string>()];
}
