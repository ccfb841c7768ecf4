using System.Globalization;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Shedding.Counterfactual;

namespace DrEvents.Ven.Tests.Shedding;

/// <summary>What the loads of many homes would use, when they are limited for four hours, against twins that nobody limits.</summary>
public sealed class CounterfactualOverHoursTests
{
    private const int Homes = 80;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Learns = TimeSpan.FromHours(24);
    private static readonly TimeSpan Limited = TimeSpan.FromHours(4);

    /// <summary>Thermometers of devices show whole tenths or halves of a kelvin.</summary>
    [Theory]
    [InlineData(LoadTypes.Hvac, "2026-01-14T16:30Z", 0, 0.06)]
    [InlineData(LoadTypes.Hvac, "2026-01-14T16:30Z", 0.1, 0.08)]
    [InlineData(LoadTypes.Hvac, "2026-01-14T16:30Z", 0.5, 0.12)]
    [InlineData(LoadTypes.Hvac, "2026-07-15T14:00Z", 0.1, 0.15)]
    [InlineData(LoadTypes.WaterHeater, "2026-01-14T05:30Z", 0, 0.02)]
    [InlineData(LoadTypes.WaterHeater, "2026-01-14T16:30Z", 0, 0.08)]
    [InlineData(LoadTypes.WaterHeater, "2026-01-14T16:30Z", 0.5, 0.13)]
    [InlineData(LoadTypes.Circuit, "2026-01-14T05:30Z", 0, 0.03)]
    [InlineData(LoadTypes.Circuit, "2026-01-14T16:30Z", 0, 0.02)]
    public void four_hours_later_it_still_knows_what_they_would_use(string type, string from, double thermometerStepK, double missMost)
    {
        var start = DateTimeOffset.Parse(from, CultureInfo.InvariantCulture);
        var names = Home.Shipped;
        var loads = Enumerable
            .Range(1, Homes)
            .SelectMany(seed =>
            {
                var home = Home.Find(names[seed % names.Count]).Home!;
                return home.Build(seed).Zip(home.Build(seed));
            })
            .Where(l => l.First.Description.Type == type && !l.First.Description.IsCritical)
            .Select(l => new Watched(l.First, l.Second, thermometerStepK))
            .ToList();

        var (used, missed) = (new double[4], new double[4]);
        foreach (var load in loads)
        {
            // A home begins at midnight before it is first looked at: both at the same.
            load.TwinKw(start - Learns);
            for (var at = start - Learns; at < start; at += Step)
                load.Follow(at, isLimited: false);
            load.Limit(start);
            for (var at = start; at < start + Limited; at += Step)
            {
                load.Follow(at, isLimited: true);
                var hour = (int)(at - start).TotalHours;
                used[hour] += load.TwinKw(at) * Step.TotalHours;
                missed[hour] += (load.WouldUseKw - load.TwinKw(at)) * Step.TotalHours;
            }
        }

        used.Sum().ShouldBeGreaterThan(5, "they would have used something");
        for (var hour = 0; hour < used.Length; hour++)
            missed[hour].ShouldBeInRange(-missMost * used.Max(), missMost * used.Max(), $"in hour {hour + 1}, of {used[hour]:0.0} kWh");
    }

    private sealed class Watched(ILoad load, ILoad twin, double thermometerStepK)
    {
        private LoadModel? _model;

        public double WouldUseKw => _model!.WouldUseKw;

        public void Limit(DateTimeOffset at) => load.LimitTo(0, at);

        public void Follow(DateTimeOffset at, bool isLimited)
        {
            var readout = load.MeasureAt(at);
            if (thermometerStepK > 0 && readout.TemperatureC is { } c)
                readout = readout with { TemperatureC = Math.Round(c / thermometerStepK) * thermometerStepK };
            _model ??= LoadModel.Of(new LoadState(load.Description, readout));
            _model.Follow(at, readout, isLimited);
        }

        public double TwinKw(DateTimeOffset at) => twin.MeasureAt(at).PowerKw;
    }
}
