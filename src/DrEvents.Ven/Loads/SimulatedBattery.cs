namespace DrEvents.Ven.Loads;

/// <summary>
/// A battery that idles until a negative limit makes it deliver, down to its reserve. Its charge is worked out from the times at which
/// limits changed, not from how often somebody looked.
/// </summary>
internal sealed class SimulatedBattery(LoadDescription description, double capacityKwh, double chargePercent) : ILoad
{
    private const double ReservePercent = 20;

    private double _storedKwh = capacityKwh * chargePercent / 100;
    private double _deliversKw;
    private DateTimeOffset _since;

    public LoadDescription Description => description;

    public LoadReadout MeasureAt(DateTimeOffset now)
    {
        var storedKwh = StoredKwhAt(now);
        var isEmpty = storedKwh <= capacityKwh * ReservePercent / 100;
        return new LoadReadout(
            isEmpty ? 0 : -_deliversKw,
            WantedKw: 0,
            LowestKw: isEmpty ? 0 : -description.RatedKw,
            StateOfChargePercent: 100 * storedKwh / capacityKwh
        );
    }

    public void LimitTo(double kw, DateTimeOffset now) => Deliver(Math.Clamp(-kw, 0, description.RatedKw), now);

    public void Release(DateTimeOffset now) => Deliver(0, now);

    private void Deliver(double kw, DateTimeOffset now)
    {
        _storedKwh = StoredKwhAt(now);
        _since = now;
        _deliversKw = kw;
    }

    private double StoredKwhAt(DateTimeOffset now) =>
        _deliversKw == 0
            ? _storedKwh
            : Math.Max(
                Math.Min(_storedKwh, capacityKwh * ReservePercent / 100),
                _storedKwh - (_deliversKw * Math.Max(0, (now - _since).TotalHours))
            );
}
