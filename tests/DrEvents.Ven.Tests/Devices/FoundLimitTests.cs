using DrEvents.Ven.Devices;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>Whose limit it is that is found on a device.</summary>
public sealed class FoundLimitTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly FoundLimit<string> _found;

    public FoundLimitTests() => _found = new FoundLimit<string>(_clock);

    [Fact]
    public void A_limit_that_is_there_at_the_start_is_somebody_elses_where_no_VEN_has_left_one()
    {
        _found.See(5);
        _found.IsOthers.ShouldBeTrue();
        _found.Stays(isLimited: true).ShouldBeTrue();
        _found.Setting("5 kW", 5, isChanged: false);
        _found.Found.ShouldBe("5 kW");
    }

    [Fact]
    public void What_a_VEN_may_have_left_is_somebody_elses_when_it_has_stood_for_longer()
    {
        _found.MayBeLeft();
        _found.See(5);
        _found.IsOthers.ShouldBeFalse();
        _clock.Advance(LimitKeeper.ForgottenUsually);
        _found.See(5);
        _found.IsOthers.ShouldBeFalse();
        _clock.Advance(Second);
        _found.IsOthers.ShouldBeTrue();
        _found.Setting("5 kW", 5, isChanged: false);
        (_found.Found, _found.IsOurs, _found.IsOthers).ShouldBe(("5 kW", true, false));
        _found.Released();
        (_found.Found, _found.IsOthers).ShouldBe((null, true));
    }

    [Fact]
    public void What_is_to_go_and_does_not_becomes_nobody_elses_by_standing()
    {
        _found.MayBeLeft();
        _found.See(5);
        for (var minute = 0; minute < 10; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            _found.See(5);
            _found.Stays(isLimited: true).ShouldBeFalse();
        }
    }

    [Fact]
    public void A_limit_that_came_after_the_device_was_free_is_somebody_elses_once_it_was_read_twice()
    {
        _found.See(null);
        _found.Setting("7 kW", 7, isChanged: false);
        _found.Found.ShouldBeNull("it was not read before");
        _found.Released();
        _found.See(7);
        _found.Setting("7 kW", 7, isChanged: false);
        _found.Found.ShouldBe("7 kW");
    }

    [Fact]
    public void What_is_not_on_the_device_any_more_is_not_put_back()
    {
        _found.See(null);
        _found.See(7);
        _found.Setting("7 kW", 7, isChanged: false);
        _found.See(5);
        _found.See(null);
        _found.Found.ShouldBe("7 kW", "one reading is not enough");
        _found.See(null);
        _found.Found.ShouldBeNull();
    }

    [Fact]
    public void What_somebody_sets_in_the_place_of_the_VENs_is_what_is_put_back()
    {
        _found.See(null);
        _found.Setting(null, null, isChanged: false);
        _found.Setting("3 kW", 3, isChanged: false);
        _found.Found.ShouldBeNull("it is the VEN's own");
        _found.See(8);
        _found.Setting("8 kW", 8, isChanged: true);
        _found.Found.ShouldBe("8 kW");
    }
}
