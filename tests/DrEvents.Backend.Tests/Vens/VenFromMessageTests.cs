using System.Text;
using DrEvents.Backend.Features.Vens;
using DrEvents.Contracts.Mqtt;
using VenState = DrEvents.Backend.Features.Vens.Ven;

namespace DrEvents.Backend.Tests.Vens;

public class VenFromMessageTests
{
    private static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private static TelemetrySample Sample(string loads = "[]") =>
        TelemetrySample.Read(Encoding.UTF8.GetBytes($$"""{"timestamp":1782907200,"usedPowerKw":1,"loads":{{loads}}}"""), "ven-1").Value!;

    private static VenState After(VenState? ven, object? content) =>
        VenFromMessage.Decide(ven, content, Now).Aggregate(ven, (state, e) => VenState.Fold(state, "ven/ven-1", e))!;

    [Fact]
    public void the_first_message_registers_describes_and_brings_online()
    {
        var events = VenFromMessage.Decide(
            null,
            Sample("""[{"id":"ev","name":"Charger","type":"ev","capacityKw":7,"currentPowerKw":3}]"""),
            Now
        );

        events.Select(e => e.GetType()).ShouldBe([typeof(VenRegistered), typeof(LoadsDescribed), typeof(VenWentOnline)]);
    }

    [Fact]
    public void an_ordinary_sample_says_nothing_new()
    {
        var ven = After(null, Sample("""[{"id":"ev","name":"Charger","currentPowerKw":3}]"""));

        VenFromMessage.Decide(ven, Sample("""[{"id":"ev","name":"Charger","currentPowerKw":1}]"""), Now).ShouldBeEmpty();
    }

    [Fact]
    public void bare_loads_do_not_wipe_out_what_was_described()
    {
        var ven = After(null, Sample("""[{"id":"ev","name":"Charger","capacityKw":7,"currentPowerKw":3}]"""));

        VenFromMessage.Decide(ven, Sample("""[{"id":"ev","currentPowerKw":1}]"""), Now).ShouldBeEmpty();
        ven.Loads.ShouldHaveSingleItem().CapacityKw.ShouldBe(7);
    }

    [Fact]
    public void a_changed_load_is_described_again()
    {
        var ven = After(null, Sample("""[{"id":"a","currentPowerKw":3},{"id":"b","capacityKw":2,"currentPowerKw":3}]"""));

        var changed = After(ven, Sample("""[{"id":"a","currentPowerKw":3},{"id":"b","capacityKw":4,"currentPowerKw":3}]"""));

        changed.Loads.Select(l => (l.Id, l.CapacityKw)).ShouldBe([("a", null), ("b", 4)]);
    }

    [Fact]
    public void offline_is_said_once_and_the_next_message_brings_it_back()
    {
        var offline = After(After(null, Sample()), new VenStatusMessage(Online: false));

        offline.Online.ShouldBeFalse();
        VenFromMessage.Decide(offline, new VenStatusMessage(Online: false), Now).ShouldBeEmpty();
        After(offline, Sample()).Online.ShouldBeTrue();
    }

    [Fact]
    public void the_report_interval_is_taken_from_the_status() =>
        After(null, new VenStatusMessage(Online: true, Now, ReportIntervalSeconds: 7)).ReportIntervalSeconds.ShouldBe(7);

    [Fact]
    public void what_a_ven_understands_is_what_its_newest_status_says()
    {
        var able = After(null, new VenStatusMessage(Online: true, Now, null, ["event"]));
        able.TakesAnnouncements.ShouldBeTrue();
        VenFromMessage.Decide(able, new VenStatusMessage(Online: true, Now, null, ["event"]), Now).ShouldBeEmpty();
        After(able, Sample()).TakesAnnouncements.ShouldBeTrue();

        After(able, new VenStatusMessage(Online: true, Now)).TakesAnnouncements.ShouldBeFalse();
        After(able, new VenStatusMessage(Online: false)).TakesAnnouncements.ShouldBeFalse("an older VEN may come next by this id");
        After(null, Sample()).TakesAnnouncements.ShouldBeFalse();
    }
}
