using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace DrEvents.Benchmarks.Reporting;

/// <summary>Draws a <see cref="Timeline"/> as a PNG file.</summary>
internal static class TimelinePicture
{
    private const int WidthPx = 1_100;
    private const int PanelHeightPx = 260;
    private const int TitleHeightPx = 40;

    /// <summary>So that the panels' times stand below each other.</summary>
    private const float LeftPx = 95;
    private const float RightPx = 150;
    private const float FontSize = 15;

    public static void Write(Timeline timeline, string file)
    {
        var ends = timeline.Panels.SelectMany(p => p.Curves).SelectMany(c => c.Points).Select(p => p.AtS).DefaultIfEmpty(1).ToList();
        var picture = new Multiplot();
        picture.AddPlots(timeline.Panels.Count);
        for (var i = 0; i < timeline.Panels.Count; i++)
        {
            var plot = picture.GetPlot(i);
            Draw(plot, timeline.Panels[i]);
            foreach (var moment in timeline.Moments)
                Draw(plot, moment, isNamed: i == 0);
            plot.Axes.SetLimitsX(ends.Min(), ends.Max());
            if (timeline.Along is not null)
                plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true };
            var isLast = i == timeline.Panels.Count - 1;
            if (i == 0)
                plot.Title(timeline.Title, FontSize + 2);
            if (isLast)
                plot.XLabel(timeline.Along ?? "time since the beginning (s)", FontSize);
            plot.Layout.Fixed(new PixelPadding(LeftPx, RightPx, isLast ? 60 : 30, i == 0 ? 60 : 15));
        }
        picture.SavePng(file, WidthPx, TitleHeightPx + timeline.Panels.Count * PanelHeightPx);
    }

    private static void Draw(Plot plot, Panel panel)
    {
        foreach (var curve in panel.Curves)
        {
            var points = curve.Points.Where(p => double.IsFinite(p.Value) && (!panel.IsLogarithmic || p.Value > 0)).ToList();
            var line = plot.Add.ScatterLine(
                points.Select(p => p.AtS).ToArray(),
                points.Select(p => panel.IsLogarithmic ? Math.Log10(p.Value) : p.Value).ToArray()
            );
            line.LineWidth = 2;
            line.LegendText = curve.Name;
        }
        var values = panel.Curves.SelectMany(c => c.Points).Select(p => p.Value).Where(v => double.IsFinite(v) && v > 0).ToList();
        if (values.Count > 0 && panel.IsLogarithmic)
        {
            plot.Axes.SetLimitsY(Math.Floor(Math.Log10(values.Min())), Math.Ceiling(Math.Log10(values.Max()) + 0.01));
            plot.Axes.Left.TickGenerator = new NumericAutomatic
            {
                IntegerTicksOnly = true,
                MinorTickGenerator = new LogMinorTickGenerator(),
                LabelFormatter = power => Math.Pow(10, power).ToString("#,0.###", CultureInfo.InvariantCulture),
            };
        }
        else if (values.Count > 0)
        {
            plot.Axes.SetLimitsY(0, values.Max() * 1.1);
            plot.Axes.Left.TickGenerator = new NumericAutomatic
            {
                LabelFormatter = value => value.ToString("#,0.##", CultureInfo.InvariantCulture),
            };
        }
        plot.YLabel(panel.Axis, FontSize);
        plot.Axes.Left.TickLabelStyle.FontSize = FontSize - 2;
        plot.Axes.Bottom.TickLabelStyle.FontSize = FontSize - 2;
        if (panel.Curves.Count > 1)
        {
            // Beside the curves, never over them.
            var legend = plot.ShowLegend(Edge.Right);
            legend.Legend.FontSize = FontSize - 2;
        }
        else
        {
            plot.HideLegend();
        }
    }

    private static void Draw(Plot plot, Moment moment, bool isNamed)
    {
        var line = plot.Add.VerticalLine(moment.AtS, 1.5f, Colors.Gray, LinePattern.Dashed);
        if (!isNamed)
            return;
        line.LabelText = moment.Name;
        line.LabelOppositeAxis = true;
        line.LabelFontSize = FontSize - 3;
        line.LabelFontColor = Colors.Black;
        line.LabelBackgroundColor = Colors.Transparent;
    }
}
