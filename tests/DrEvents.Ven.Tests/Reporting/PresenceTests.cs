using System.Text;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Reporting;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Reporting;

public sealed class PresenceTests
{
    private const string VenId = "ven-1";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Presence _presence;

    public PresenceTests() => _presence = new Presence(VenId, _clock);

    [Fact]
    public void the_number_of_a_connection_is_the_time_and_above_all_before_it()
    {
        _presence.Begin().Session.ShouldBe(_clock.GetUtcNow().ToUnixTimeMilliseconds());
        var first = _presence.Session;
        _presence.Begin().Session.ShouldBe(first + 1, "two attempts in one millisecond");

        var afterRestart = new Presence(VenId, _clock);
        afterRestart.Resume(first + 1_000_000);
        afterRestart.Begin().Session.ShouldBe(first + 1_000_001, "the clock was set back");
    }

    [Fact]
    public void what_it_said_itself_is_no_contradiction()
    {
        var will = _presence.Begin();

        See(new VenStatusMessage(Online: true, Session: will.Session)).ShouldBeFalse();
        See(will, isRetained: true).ShouldBeFalse("it was there before, and is replaced by now");
        _presence.DueAt.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"status":"offline"}""")]
    [InlineData("""{"status":"online"}""")]
    [InlineData("""{"status":"offline","session":1}""")]
    [InlineData("rubbish")]
    [InlineData("")]
    public void what_a_late_will_or_a_stranger_says_is_corrected(string payload)
    {
        _presence.Begin();

        _presence.See(Encoding.UTF8.GetBytes(payload), isRetained: false).ShouldBeTrue();

        _presence.TakeDue(_clock.GetUtcNow()).ShouldBeFalse("its own word may follow");
        _clock.Advance(Presence.OwnWordWithin);
        _presence.TakeDue(_clock.GetUtcNow()).ShouldBeTrue();
        _presence.TakeDue(_clock.GetUtcNow()).ShouldBeFalse("once is enough");
    }

    [Fact]
    public void a_will_of_this_connection_while_it_stands_is_corrected() => See(_presence.Begin()).ShouldBeTrue();

    [Fact]
    public void what_waited_at_the_broker_while_the_ven_was_away_is_contradicted_by_what_follows()
    {
        var will = _presence.Begin();
        _clock.Advance(TimeSpan.FromMinutes(1));
        var birth = new VenStatusMessage(Online: true, Session: _presence.Begin().Session);

        See(will).ShouldBeTrue();
        See(birth).ShouldBeFalse();

        _presence.DueAt.ShouldBeNull();
    }

    [Fact]
    public void whoever_insists_is_answered_once_in_a_while_and_has_not_the_last_word()
    {
        _presence.Begin();
        var corrections = 0;
        for (var second = 0; second < 60; second++)
        {
            for (var i = 0; i < 10; i++)
                See(new VenStatusMessage(Online: false));
            if (_presence.TakeDue(_clock.GetUtcNow()))
                corrections++;
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        corrections.ShouldBe(60 / (int)Presence.CorrectionPause.TotalSeconds);

        _presence.DueAt.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(_clock.GetUtcNow() + Presence.CorrectionPause);
        _clock.Advance(Presence.CorrectionPause);
        _presence.TakeDue(_clock.GetUtcNow()).ShouldBeTrue();
    }

    [Fact]
    public void a_clock_that_is_set_back_makes_no_correction_wait()
    {
        _presence.Begin();
        See(new VenStatusMessage(Online: false));

        _presence.TakeDue(_clock.GetUtcNow().AddHours(-1)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void a_later_connection_than_this_makes_it_take_a_number_above(bool isRetained)
    {
        _presence.Begin();
        var later = _presence.Session + 1_000_000;

        See(new VenStatusMessage(Online: true, Session: later), isRetained).ShouldBeTrue();

        _presence.Session.ShouldBe(later + 1);
        _clock.Advance(Presence.OwnWordWithin);
        _presence.TakeDue(_clock.GetUtcNow()).ShouldBeTrue();
    }

    [Fact]
    public void a_ven_that_ends_lets_its_goodbye_stand()
    {
        _presence.Begin();
        See(new VenStatusMessage(Online: false));

        _presence.Leave();

        See(new VenStatusMessage(Online: false, Session: _presence.Session)).ShouldBeFalse();
        See(new VenStatusMessage(Online: true, Session: _presence.Session + 1)).ShouldBeFalse();
        _presence.DueAt.ShouldBeNull();
    }

    private bool See(VenStatusMessage status, bool isRetained = false) => _presence.See(status.ToUtf8(), isRetained);
}
