using System.Text.Json.Nodes;

namespace DrEvents.Ven.Tests.Attacks;

/// <summary>Whoever owns the broker desires in the device shadow what he likes.</summary>
public sealed class WishAttackTests : IDisposable
{
    private const string Disabled = """{"enabled":false}""";

    private readonly EnrolledHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task what_the_operator_signed_is_carried_out_and_taken_from_the_shadow()
    {
        await _home.KnowShadowAsync();

        await _home.DesireAsync(2, _home.Wish("""{"enabled":false,"report_interval_seconds":7}"""), """{"enabled":true}""");

        _home.State.IsEnabled.ShouldBeFalse("what stands beside it unsigned counts for nothing");
        _home.Controller.ReportIntervalS.ShouldBe(7);
        _home.Told.ShouldContain(t => t.Contains("\"signed\":null", StringComparison.Ordinal));
        _home.Refused.ShouldBe(0);
    }

    [Theory]
    [InlineData(Disabled)]
    [InlineData("""{"ven":{"enabled":false}}""")]
    [InlineData("""{"report_interval_seconds":3600}""")]
    [InlineData("""{"loads":[{"id":"ev","enabled":false}]}""")]
    [InlineData("""{"loads":{"ev":{"capacityKw":0.1}}}""")]
    public async Task an_unsigned_wish(string plain)
    {
        await _home.KnowShadowAsync();

        await _home.DesireAsync(2, signed: null, plain);

        ShouldHaveDoneNothing();
    }

    [Fact]
    public async Task the_wish_for_another_ven()
    {
        await _home.KnowShadowAsync();

        await _home.DesireAsync(2, _home.Wish(Disabled, venId: "ven-2"));

        ShouldHaveDoneNothing();
    }

    [Fact]
    public async Task a_wish_that_was_changed()
    {
        await _home.KnowShadowAsync();
        var wish = _home.Wish("""{"enabled":true}""");
        wish["wish"] = wish["wish"]!.GetValue<string>().Replace("true", "false", StringComparison.Ordinal);

        await _home.DesireAsync(2, wish);

        ShouldHaveDoneNothing();
    }

    [Fact]
    public async Task a_wish_by_a_foreign_key()
    {
        await _home.KnowShadowAsync();
        await _home.DesireAsync(2, _home.Wish(Disabled, key: EnrolledHome.Foreign));
        var named = _home.Wish(Disabled, key: EnrolledHome.Foreign);
        named["keyId"] = EnrolledHome.Key.Public.Id;
        await _home.DesireAsync(3, named);

        ShouldHaveDoneNothing(refused: 2);
    }

    [Fact]
    public async Task an_older_wish()
    {
        await _home.KnowShadowAsync();
        var old = _home.Wish(Disabled);
        _home.Clock.Advance(TimeSpan.FromMinutes(1));
        await _home.DesireAsync(2, _home.Wish("""{"enabled":true}"""));
        _home.Clock.Advance(TimeSpan.FromMinutes(1));

        await _home.DesireAsync(3, old);

        ShouldHaveDoneNothing();
    }

    [Fact]
    public async Task an_older_wish_after_a_restart()
    {
        await _home.KnowShadowAsync();
        var old = _home.Wish(Disabled);
        _home.Clock.Advance(TimeSpan.FromMinutes(1));
        await _home.DesireAsync(2, _home.Wish("""{"enabled":true}"""));
        var later = new EnrolledHome(_home.Log);
        await later.KnowShadowAsync();

        await later.DesireAsync(3, old);

        later.State.IsEnabled.ShouldBeTrue();
        later.Refused.ShouldBe(1);
    }

    [Fact]
    public async Task the_same_wish_again_overrules_nothing_that_came_after_it()
    {
        await _home.KnowShadowAsync();
        var wish = _home.Wish(Disabled);
        await _home.DesireAsync(2, wish);
        _home.Clock.Advance(TimeSpan.FromMinutes(1));
        _home
            .Take(_home.Command(c => c with { Op = "set", EventId = null, RequestedReductionKw = null, DurationS = null, Enabled = true }))!
            .Ok.ShouldBeTrue();

        await _home.DesireAsync(3, wish);

        _home.State.IsEnabled.ShouldBeTrue();
    }

    [Fact]
    public async Task a_command_is_no_wish()
    {
        await _home.KnowShadowAsync();

        await _home.DesireAsync(2, _home.Wish(Disabled, kind: "command"));

        ShouldHaveDoneNothing();
    }

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"wish":"{}","keyId":"k","value":"v"}""")]
    [InlineData(
        """{"wish":"{","keyId":"k","value":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"""
    )]
    [InlineData("""{"wish":"\ud800","keyId":"k","value":"v"}""")]
    [InlineData("[1]")]
    public async Task what_is_no_wish(string member)
    {
        await _home.KnowShadowAsync();
        var state = "{\"version\":2,\"timestamp\":1782907200,\"state\":{\"enabled\":false,\"signed\":" + member + "}}";

        await _home.DeltaAsync(state);

        ShouldHaveDoneNothing();
    }

    private void ShouldHaveDoneNothing(int refused = 1)
    {
        _home.State.IsEnabled.ShouldBeTrue();
        _home.Controller.ReportIntervalS.ShouldBe(5);
        _home.State.LoadSettings.ShouldBeEmpty();
        _home.Refused.ShouldBe(refused);
    }
}
