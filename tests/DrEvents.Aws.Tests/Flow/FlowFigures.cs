using System.Globalization;
using DrEvents.Contracts.Http;

namespace DrEvents.Aws.Tests.Flow;

/// <summary>How one event went.</summary>
/// <param name="Start">When it began, or was asked for where it began at once.</param>
/// <param name="RequestedKw">What was asked of the fleet.</param>
/// <param name="Commands">From the start to the command at the VEN; null where none came.</param>
/// <param name="AllAnswered">From the start until it could be seen that all had answered.</param>
/// <param name="Down">From the start until the fleet really delivered 90 % of it; null where it never did.</param>
/// <param name="TrueKw">What the fleet really delivered, in the mean since all had answered; not a number where it was not held.</param>
/// <param name="MeasuredKw">What the backend showed of it, in the mean.</param>
/// <param name="Detail">The event as the backend showed it in the end.</param>
internal sealed record FlowFigures(
    string EventId,
    DateTimeOffset Start,
    double RequestedKw,
    IReadOnlyDictionary<string, TimeSpan?> Commands,
    TimeSpan AllAnswered,
    TimeSpan? Down,
    double TrueKw,
    double MeasuredKw,
    EventDetail Detail
)
{
    /// <summary>From the command at each VEN to its answer at the backend.</summary>
    public IReadOnlyList<TimeSpan> Answers { get; } =
    [.. Detail.Vens.Where(v => v.Commands.Count > 0).Select(v => First(v).AnsweredAt!.Value - Start - Commands[v.VenId]!.Value)];

    /// <summary>The command with which the event began for a VEN.</summary>
    public static CommandView First(ParticipationView ven) => ven.Commands.MinBy(c => c.Revision)!;

    /// <inheritdoc />
    public override string ToString()
    {
        var times = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {Commands.Values.Count(c =>
                c is not null
            )} VENs told, {Detail.Metrics.VensResponding} accepted, {Detail.Metrics.VensRefused} refused
            start -> command at the VEN: {Ms(Commands.Values.OfType<TimeSpan>())}
            command at the VEN -> answer at the backend: {Ms(Answers)}
            start -> all answers to be seen: {AllAnswered.TotalMilliseconds:0} ms
            start -> 90 % really delivered: {Down?.TotalMilliseconds:0} ms
            """
        );
        return double.IsNaN(MeasuredKw)
            ? times
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{times}\nrequested {RequestedKw:0.0} kW, really delivered {TrueKw:0.0} kW ({TrueKw / RequestedKw:0.000}), measured {MeasuredKw:0.0} kW ({MeasuredKw / TrueKw:0.000} of the truth)"
            );
    }

    private static string Ms(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Select(t => t.TotalMilliseconds).Order().ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"p50 {sorted[sorted.Count / 2]:0} ms, p99 {sorted[sorted.Count * 99 / 100]:0} ms, last {sorted[^1]:0} ms"
        );
    }
}
