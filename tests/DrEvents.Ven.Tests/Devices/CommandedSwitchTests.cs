using DrEvents.Ven.Devices;

namespace DrEvents.Ven.Tests.Devices;

public sealed class CommandedSwitchTests
{
    private static readonly SwitchCommands WithLimit = new(
        "on",
        "off",
        "limit {kw}",
        "clear",
        new DeviceTraits(1.4, CanBeOff: true, LimitForgetting.ByWatchdog)
    );

    private static readonly SwitchCommands OnOff = WithLimit with { SetLimit = null, ClearLimit = null };

    private readonly List<string> _sent = [];

    [Fact]
    public async Task What_the_owner_switched_off_is_switched_on_neither_by_a_limit_nor_by_its_end()
    {
        var device = new CommandedSwitch(WithLimit);
        device.See(new DeviceReading(3) { IsOn = true });
        device.See(new DeviceReading(0) { IsOn = false });
        await TellAsync(device, 3, 3, null);
        _sent.ShouldBe(["limit 3", "limit 3", "clear"]);
    }

    [Fact]
    public async Task What_the_VEN_switched_off_goes_on_once()
    {
        var device = new CommandedSwitch(WithLimit);
        await TellAsync(device, 0, 3);
        device.See(new DeviceReading(3) { IsOn = true });
        await TellAsync(device, 3, 0, null);
        device.See(new DeviceReading(3) { IsOn = true });
        await TellAsync(device, [null]);
        _sent.ShouldBe(["off", "limit 3", "on", "limit 3", "off", "clear", "on", "clear"]);
    }

    [Fact]
    public async Task What_the_VEN_switched_off_is_told_to_go_on_until_it_does()
    {
        var device = new CommandedSwitch(OnOff);
        device.See(new DeviceReading(2) { IsOn = true });
        await TellAsync(device, 0, null);
        device.See(new DeviceReading(0) { IsOn = false }).IsLimitOthers.ShouldBeFalse("it is the VEN's off");
        await TellAsync(device, [null]);
        _sent.ShouldBe(["off", "on", "on"]);
    }

    [Fact]
    public async Task What_a_VEN_that_died_may_have_switched_off_goes_on_by_its_release()
    {
        var device = new CommandedSwitch(WithLimit);
        device.MayBeLeft();
        device.See(new DeviceReading(0) { IsOn = false }).IsLimitOthers.ShouldBeFalse();
        await TellAsync(device, [null]);
        _sent.ShouldBe(["clear", "on"]);
    }

    [Fact]
    public async Task What_the_owner_has_off_is_told_nothing_by_a_limit_nor_by_its_end()
    {
        var device = new CommandedSwitch(OnOff);
        device.See(new DeviceReading(0) { IsOn = false }).IsLimitOthers.ShouldBeTrue("the VEN takes nothing off there");
        await TellAsync(device, 0, 0, null);
        _sent.ShouldBeEmpty();
        device.See(new DeviceReading(2) { IsOn = true }).IsLimitOthers.ShouldBeFalse();
        await TellAsync(device, 0, null);
        _sent.ShouldBe(["off", "on"]);
    }

    [Fact]
    public async Task What_the_owner_switched_on_and_off_again_after_the_VEN_is_his()
    {
        var device = new CommandedSwitch(OnOff);
        device.See(new DeviceReading(2) { IsOn = true });
        await TellAsync(device, [0]);
        device.See(new DeviceReading(2) { IsOn = true });
        device.See(new DeviceReading(0) { IsOn = false }).IsLimitOthers.ShouldBeFalse("the first reading was late");
        device.See(new DeviceReading(2) { IsOn = true });
        device.See(new DeviceReading(0) { IsOn = false }).IsLimitOthers.ShouldBeTrue();
        await TellAsync(device, [null]);
        _sent.ShouldBe(["off"]);
    }

    [Fact]
    public async Task A_device_that_knows_on_and_off_only_goes_on_by_its_release()
    {
        var device = new CommandedSwitch(OnOff);
        await TellAsync(device, 0, null, null);
        _sent.ShouldBe(["off", "on", "on"]);
    }

    private async Task TellAsync(CommandedSwitch device, params double?[] limits)
    {
        foreach (var kw in limits)
        {
            await device.TellAsync(
                kw,
                TimeSpan.FromMinutes(3),
                message =>
                {
                    _sent.Add(message);
                    return Task.CompletedTask;
                }
            );
        }
    }
}
