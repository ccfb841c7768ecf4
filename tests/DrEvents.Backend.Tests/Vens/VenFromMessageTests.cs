using System.Text;
using System.Text.Json;
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

    [Theory]
    [InlineData("""[{"id":"a","currentPowerKw":NaN},{"id":"b","currentPowerKw":3}]""")]
    [InlineData("""[{"id":"a","capacityKw":"x","currentPowerKw":3},7]""")]
    [InlineData("""[{"id":"a"},{"currentPowerKw":3}]""")]
    public void loads_that_a_faulty_message_does_not_name_stay(string loads)
    {
        var ven = After(null, Sample("""[{"id":"a","capacityKw":1,"currentPowerKw":3},{"id":"b","capacityKw":2,"currentPowerKw":3}]"""));

        VenFromMessage.Decide(ven, Sample(loads), Now).ShouldBeEmpty();
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

    [Fact]
    public void a_will_that_comes_when_the_ven_is_back_changes_nothing()
    {
        var back = After(After(null, Birth(1)), Birth(2));

        VenFromMessage.Decide(back, Will(1), Now).ShouldBeEmpty();
        (back.Online, back.TakesAnnouncements, back.Session).ShouldBe((true, true, 2));
    }

    [Fact]
    public void the_will_of_this_connection_takes_what_the_ven_said_with_it()
    {
        var gone = After(After(null, Birth(1)), Will(1));
        (gone.Online, gone.TakesAnnouncements).ShouldBe((false, false));

        After(gone, Sample()).TakesAnnouncements.ShouldBeFalse("it may be an older VEN that came next by this id");
        After(gone, Birth(2)).TakesAnnouncements.ShouldBeTrue();
        After(gone, Birth(1)).TakesAnnouncements.ShouldBeTrue("the VEN says that it is still there");
    }

    [Fact]
    public void offline_by_a_stranger_is_over_when_the_ven_is_heard_again()
    {
        var marked = After(After(null, Birth(1)), new VenStatusMessage(Online: false));
        (marked.Online, marked.TakesAnnouncements, marked.Session).ShouldBe((false, true, 1));

        var heard = After(marked, Sample());

        (heard.Online, heard.TakesAnnouncements, heard.Session).ShouldBe((true, true, 1));
    }

    [Fact]
    public void online_by_a_stranger_takes_nothing()
    {
        var able = After(null, Birth(1));

        VenFromMessage.Decide(able, new VenStatusMessage(Online: true, Now), Now).ShouldBeEmpty();
    }

    [Fact]
    public void a_birth_that_comes_after_that_of_a_later_connection_changes_nothing() =>
        VenFromMessage.Decide(After(null, Birth(2)), Birth(1) with { ReportIntervalSeconds = 9, Capabilities = null }, Now).ShouldBeEmpty();

    [Fact]
    public void a_later_connection_is_noted_though_the_ven_says_the_same()
    {
        var events = VenFromMessage.Decide(After(null, Birth(1)), Birth(2), Now);

        var noted = events.ShouldHaveSingleItem().ShouldBeOfType<CapabilitiesChanged>();
        noted.Session.ShouldBe(2);
        noted.Capabilities.ShouldBe(["event"]);
        VenFromMessage.Decide(After(After(null, Birth(1)), Birth(2)), Birth(2), Now).ShouldBeEmpty("once is enough");
    }

    [Fact]
    public void a_ven_that_was_put_back_to_a_version_without_sessions_is_taken_at_its_word()
    {
        var older = After(After(After(null, Birth(1)), Will(1)), Birth(null));
        (older.Online, older.TakesAnnouncements).ShouldBe((true, true));

        After(older, Will(null)).TakesAnnouncements.ShouldBeFalse();
    }

    [Fact]
    public void what_a_stranger_says_of_a_ven_that_is_away_does_not_make_its_sessions_forgotten()
    {
        var away = After(After(After(null, Birth(2)), Will(2)), new VenStatusMessage(Online: false));

        VenFromMessage.Decide(away, Birth(1), Now).ShouldBeEmpty();
    }

    [Fact]
    public void a_ven_is_what_was_heard_of_its_newest_connection_in_whatever_order_it_came()
    {
        object[] said = [Birth(1), Will(1), Birth(2), Will(2), Birth(3), new VenStatusMessage(Online: false)];
        foreach (var order in OrdersOf(said))
        {
            var ven = After(order.Aggregate((VenState?)null, After), Sample());

            (ven.Online, ven.TakesAnnouncements, ven.Session).ShouldBe((true, true, 3), string.Join(", ", order));
        }
    }

    [Fact]
    public void what_was_stored_before_connections_were_numbered_is_read_as_it_was()
    {
        var stored = JsonSerializer.Deserialize<CapabilitiesChanged>(
            """{"capabilities":["event"],"at":"2026-07-01T12:00:00+00:00"}""",
            JsonSerializerOptions.Web
        )!;

        var ven = VenState.Fold(After(null, Sample()), "ven/ven-1", stored)!;

        (stored.At, ven.TakesAnnouncements, ven.Session).ShouldBe((Now, true, null));
    }

    private static VenStatusMessage Birth(long? session) => new(Online: true, Now, 5, ["event"], session);

    private static VenStatusMessage Will(long? session) => new(Online: false, Now, Session: session);

    private static IEnumerable<object[]> OrdersOf(object[] all) =>
        all.Length <= 1
            ? [all]
            : all.SelectMany((first, i) => OrdersOf([.. all[..i], .. all[(i + 1)..]]).Select(rest => (object[])[first, .. rest]));
}
