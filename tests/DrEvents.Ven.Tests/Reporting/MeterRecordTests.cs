using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;
using DrEvents.Ven.Reporting;
using DrEvents.Ven.Tests.Log;
using DrEvents.Ven.Tests.Shedding;

namespace DrEvents.Ven.Tests.Reporting;

public sealed class MeterRecordTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void a_quarter_of_an_hour_becomes_one_record()
    {
        var records = Records(Enumerable.Range(0, 181).Select(i => Sample(i * 5, usedKw: i % 2 == 0 ? 1 : 3)));
        records.ShouldBe([new PowerMeasured(Noon, 895, 180, 2, 1, 3, null, null)]);
    }

    [Fact]
    public void while_something_is_shed_each_minute_is_one() =>
        Records(Enumerable.Range(0, 13).Select(i => Sample(i * 5, usedKw: 1, baselineKw: 4, eventId: "e")))
            .ShouldBe([new PowerMeasured(Noon, 55, 12, 1, 1, 1, 4, "e")]);

    [Fact]
    public void a_record_ends_where_a_reduction_begins_and_where_it_ends()
    {
        TelemetrySample[] samples =
        [
            Sample(0, usedKw: 5),
            Sample(5, usedKw: 5),
            Sample(7, usedKw: 3, baselineKw: 5, eventId: "e"),
            Sample(10, usedKw: 3, baselineKw: 5, eventId: "f"),
            Sample(15, usedKw: 5),
        ];
        Records(samples).Select(r => (r.From, r.Samples, r.EventId)).ShouldBe([(Noon, 2, null), (At(7), 1, "e"), (At(10), 1, "f")]);
    }

    [Fact]
    public void a_clock_that_jumps_back_begins_a_record() =>
        Records([Sample(100, usedKw: 1), Sample(5, usedKw: 1)]).ShouldHaveSingleItem().From.ShouldBe(At(100));

    [Fact]
    public void the_records_of_a_year_fit_into_the_log()
    {
        using var folder = new LogFolder();
        using var home = new TestHome(new SqliteEventLog(folder.LogPath), loads: HomeLoads.Typical(1));
        var before = Bytes(home);
        home.Pass(TimeSpan.FromDays(1));
        var dayBytes = Bytes(home) - before;
        home.Send(c => c with { EventId = "evt-0000000a", RequestedReductionKw = 2, DurationS = 3600, ExpiresAt = home.Now.AddHours(1) });
        home.Pass(TimeSpan.FromHours(1));
        var eventBytes = Bytes(home) - before - dayBytes;
        output.WriteLine($"{dayBytes} bytes in a day without events, {eventBytes} in an hour of an event");
        var bounds = new LogBounds();
        (bounds.DaysMax * dayBytes + 200 * eventBytes).ShouldBeLessThan(bounds.BytesLow - bounds.KeptBytesMax);
    }

    private static long Bytes(TestHome home) => home.Log.Read().Sum(e => (long)e.Json.Length + e.Kind.Length + 50);

    private static List<PowerMeasured> Records(IEnumerable<TelemetrySample> samples)
    {
        var meter = new MeterRecord();
        return [.. samples.Select(meter.Add).OfType<PowerMeasured>()];
    }

    private static DateTimeOffset At(double seconds) => Noon.AddSeconds(seconds);

    private static TelemetrySample Sample(double seconds, double usedKw, double? baselineKw = null, string? eventId = null) =>
        new()
        {
            VenId = "ven-1",
            At = At(seconds),
            UsedPowerKw = usedKw,
            BaselinePowerKw = baselineKw,
            EventId = eventId,
        };
}
