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

    [Fact]
    public async Task Two_VENs_with_their_logs_in_one_folder_keep_apart_what_they_know_of_loads_of_one_name()
    {
        await using (var first = Load("ven-a"))
        {
            for (var n = 0; n < 9; n++)
                await LimitAsync(first, 2 + (n % 2));
        }
        await using (var other = Load("ven-b"))
        {
            await TurnAsync(other, 3);
            Status(other).State.ShouldBe(DeviceState.Ok, "its device has borne no write");
            await LimitAsync(other, 2);
        }
        await using var again = Load("ven-a");
        await TurnAsync(again, 3);
        Status(again).Reason.ShouldNotBeNull().ShouldContain("its 10 writes a day are used up");
    }

    [Fact]
    public async Task What_was_kept_under_the_loads_name_alone_is_taken_over_once()
    {
        await using (var before = Load())
        {
            for (var n = 0; n < 9; n++)
                await LimitAsync(before, 2 + (n % 2));
        }
        await using (var first = Load("ven-a"))
        {
            await TurnAsync(first, 3);
            Status(first).Reason.ShouldNotBeNull().ShouldContain("its 10 writes a day are used up");
        }
        await using var second = Load("ven-b");
        await TurnAsync(second, 3);
        Status(second).State.ShouldBe(DeviceState.Ok, "the first has taken it");
        _folder.EnumerateFiles().Select(f => f.Name).ShouldBe(["device-ev@ven-a.json"]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private DeviceLoad Load(string? venId = null) =>
        new(
            new LoadDescription("ev", "Charger", LoadTypes.Ev, 7.4, Priority: 1),
            new TestDevice(_clock, 7.4) { Traits = new DeviceTraits(LeastKw: 1.4, CanBeOff: false, LimitForgetting.ByWatchdog) },
            TenADay,
            new DeviceContext(_clock, NullLoggerFactory.Instance) { Folder = _folder.FullName, VenId = venId }
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
