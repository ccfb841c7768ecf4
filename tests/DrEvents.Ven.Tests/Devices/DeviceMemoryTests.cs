using DrEvents.Ven.Devices;
using DrEvents.Ven.Loads;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>What a restart must not forget of a device.</summary>
public sealed class DeviceMemoryTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly DeviceRules TenADay = new(WritesADayMax: 10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-devices-");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_restart_gives_no_fresh_day_of_writes()
    {
        await using (var first = Load())
        {
            for (var n = 0; n < 9; n++)
                await LimitAsync(first, 2 + (n % 2));
            Status(first).State.ShouldBe(DeviceState.Refused);
        }
        _clock.Advance(TimeSpan.FromMinutes(1));
        await using var second = Load();
        await TurnAsync(second, 3);
        Status(second).Reason.ShouldNotBeNull().ShouldContain("its 10 writes a day are used up");
    }

    [Fact]
    public async Task A_day_later_they_are_forgotten()
    {
        await using (var first = Load())
        {
            for (var n = 0; n < 9; n++)
                await LimitAsync(first, 2 + (n % 2));
        }
        _clock.Advance(TimeSpan.FromHours(26));
        await using var second = Load();
        await TurnAsync(second, 3);
        Status(second).State.ShouldBe(DeviceState.Ok);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"writes":[{"from":"2026-07-01T11:00:00Z","count":-7}],"power":{"meanKw":1e300,"steps":-1}}""")]
    public async Task A_file_that_is_none_is_passed_over(string text)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "device-ev.json"), text);
        await using var load = Load();
        await TurnAsync(load, 3);
        Status(load).State.ShouldBe(DeviceState.Ok);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private DeviceLoad Load() =>
        new(
            new LoadDescription("ev", "Charger", LoadTypes.Ev, 7.4, Priority: 1),
            new TestDevice(_clock, 7.4) { Traits = new DeviceTraits(LeastKw: 1.4, CanBeOff: false, LimitForgetting.ByWatchdog) },
            TenADay,
            new DeviceContext(_clock, NullLoggerFactory.Instance) { Folder = _folder.FullName }
        );

    private async Task LimitAsync(DeviceLoad load, double kw)
    {
        load.LimitTo(kw, _clock.GetUtcNow());
        await TurnAsync(load, 3);
        // Writes keep their distance.
        _clock.Advance(TimeSpan.FromHours(2.4));
        await TurnAsync(load, 3);
    }

    private async Task TurnAsync(DeviceLoad load, int turns)
    {
        for (var n = 0; n < turns; n++)
        {
            _clock.Advance(3 * Second);
            await load.TurnAsync(CancellationToken.None);
        }
    }

    private DeviceStatus Status(DeviceLoad load) => load.MeasureAt(_clock.GetUtcNow()).Device.ShouldNotBeNull();
}
