using System.Globalization;
using System.Text.Json;
using DrEvents.Cli.Output;
using DrEvents.Simulator;
using Spectre.Console;

namespace DrEvents.Cli.Fleets;

/// <summary>Shows how a fleet is doing: a table that stays in its place on a terminal, else a line, or an object, every few seconds.</summary>
sealed class FleetView(Shell shell, bool asJson, TimeSpan pause)
{
    /// <summary>Time between two looks where nobody asks for another.</summary>
    public static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(5);

    /// <summary>A table in its place is looked at more often: it scrolls nothing away.</summary>
    private static readonly TimeSpan TablePause = TimeSpan.FromSeconds(1);

    private FleetFigures? _before;

    /// <summary>Shows the fleet until it ends.</summary>
    public async Task Show(Fleet fleet, CancellationToken end)
    {
        if (shell.Colour && !asJson)
        {
            await shell
                .Tables()
                .Live(new Text(""))
                .StartAsync(context => Repeat(fleet, TablePause, figures => context.UpdateTarget(Table(figures)), end));
            return;
        }
        await Repeat(fleet, pause, Line, end);
    }

    /// <summary>What the run came to.</summary>
    public void Conclude(Fleet fleet)
    {
        var figures = fleet.Look();
        if (asJson)
            Line(figures);
        else
            shell.Say(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{figures.Started} VENs measured {figures.Samples} samples; {figures.ProcessorS:0.0} s of processor time, {figures.ResidentMiB:0} MiB"
                )
            );
    }

    private async Task Repeat(Fleet fleet, TimeSpan every, Action<FleetFigures> show, CancellationToken end)
    {
        while (true)
        {
            await Task.Delay(every, shell.Clock, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested)
                return;
            var figures = fleet.Look();
            show(figures);
            _before = figures;
        }
    }

    private void Line(FleetFigures figures) =>
        shell.Out.WriteLine(
            asJson
                ? JsonSerializer.Serialize(figures, JsonSerializerOptions.Web)
                : $"{Figures.LocalTime(figures.At, shell)}  {(figures.IsInHistory ? History(figures) : Live(figures))}  "
                    + Of($"{figures.ResidentMiB:0} MiB  {Cores(figures):0.00} cores")
        );

    private string History(FleetFigures figures) =>
        Of(
            $"{figures.HistoryWritten}/{figures.HistoryTotal} samples of days before  {figures.Connected} connected  {HistoryRate(figures):0} samples/s"
        );

    private string Live(FleetFigures figures) =>
        Of(
            $"{figures.Started}/{figures.Vens} started  {figures.Connected} connected  {figures.InEvent} in event  {Rate(figures):0} samples/s  "
        ) + Of($"uses {figures.UsedKw:0.0} kW  without event {figures.WouldHaveUsedKw:0.0} kW  delivers {figures.DeliveredKw:0.0} kW");

    private Table Table(FleetFigures figures)
    {
        var facts = Tables.Facts();
        if (figures.HistoryTotal > 0)
            facts.Row("Days before", Of($"{figures.HistoryWritten} of {figures.HistoryTotal} samples, {HistoryRate(figures):0}/s"));
        return facts
            .Row("VENs", Of($"{figures.Started} of {figures.Vens} started, {figures.Connected} connected"))
            .Row("In event", Of($"{figures.InEvent}"))
            .Row("Samples", Of($"{figures.Samples}, {Rate(figures):0}/s"))
            .Row("Used kW", Of($"{figures.UsedKw:0.0}"))
            .Row("Without event kW", Of($"{figures.WouldHaveUsedKw:0.0}"))
            .Row("Delivered kW", Of($"{figures.DeliveredKw:0.0}"))
            .Row("This process", Of($"{figures.ResidentMiB:0} MiB, {Cores(figures):0.00} cores"));
    }

    private double Rate(FleetFigures figures) => PerSecond(figures, f => f.Samples);

    private double HistoryRate(FleetFigures figures) => PerSecond(figures, f => f.HistoryWritten);

    private double Cores(FleetFigures figures) => PerSecond(figures, f => f.ProcessorS);

    private double PerSecond(FleetFigures figures, Func<FleetFigures, double> of) =>
        _before is { } before && (figures.At - before.At).TotalSeconds is > 0 and var seconds ? (of(figures) - of(before)) / seconds : 0;

    private static string Of(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
