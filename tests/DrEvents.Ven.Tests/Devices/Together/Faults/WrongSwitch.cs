using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>A switch: a limit of 0 is off, and no other comes to it.</summary>
/// <param name="hasTimer">Whether it switches itself on again.</param>
internal abstract class WrongSwitch(string id, bool hasTimer, FakeTimeProvider clock) : WrongDevice(id, 1.85, clock)
{
    public override TimeSpan? ForgetsAfter => hasTimer ? TimeSpan.FromMinutes(3) : null;

    public override TimeSpan ShownWithin => TimeSpan.FromSeconds(20);

    public override bool MayBe(double kw) => kw == 0;

    protected bool IsOn => LimitKw is null;

    protected void Switch(bool isOn, double? seconds) => Take(isOn ? null : 0, seconds is { } s ? TimeSpan.FromSeconds(s) : null);

    protected override Task SetByOtherAsync(Random random)
    {
        Set(IsOn ? 0 : null);
        return Task.CompletedTask;
    }

    protected override Task FreeByOtherAsync()
    {
        Set(null);
        return Task.CompletedTask;
    }
}
