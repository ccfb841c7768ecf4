using System.Net;
using DrEvents.Ven.Devices.Commissioning.Finding;
using DrEvents.Ven.Devices.SunSpec;
using DrEvents.Ven.Tests.Devices.Modbus;

namespace DrEvents.Ven.Tests.Devices.SunSpec;

public sealed class SunSpecScanTests
{
    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scan_finds_the_devices_of_a_range_and_writes_nothing()
    {
        var registers = SunSpecDriverTests.Inverter(new SunSpecChain()).Build(1);
        registers = new SunSpecChain().Common("Example", "Meter", "4711").Model(203, ("W", 1), ("W_SF", 0)).Build(3, registers);
        await using var server = await ModbusServer.StartAsync(registers.With(2, "holding", 0, 1, 2));
        var port = new Uri(server.Address).Port;
        var scan = new SunSpecScan(TimeProvider.System) { AnswerTimeout = TimeSpan.FromSeconds(10) };

        var (found, isComplete) = await scan.RunAsync(ScanRange.Parse($"127.0.0.0/29:{port}"), [1, 2, 3], Test);
        isComplete.ShouldBeTrue();

        found
            .Select(f => (f.Address, f.Unit, f.Model, f.Serial, f.IsInverter, f.IsMeter))
            .ShouldBe([(server.Address, 1, "Inverter 10", "0815", true, false), (server.Address, 3, "Meter", "4711", false, true)]);
        found[0].Models.ShouldBe([1, 103, 120, 121, 122, 123]);
        (await server.WritesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_scan_ends_when_nobody_wants_it_any_more()
    {
        await using var silent = new FakeDevice((_, end) => Task.Delay(Timeout.Infinite, end));
        using var patience = new CancellationTokenSource(100);
        var scan = new SunSpecScan(TimeProvider.System) { AnswerTimeout = TimeSpan.FromMinutes(5) };
        await Should.ThrowAsync<OperationCanceledException>(() =>
            scan.RunAsync([new IPEndPoint(IPAddress.Loopback, silent.Port)], [1], patience.Token)
        );
    }

    [Fact]
    public async Task A_scan_that_takes_too_long_tells_what_it_found_and_that_it_is_not_all()
    {
        await using var silent = new FakeDevice((_, end) => Task.Delay(Timeout.Infinite, end));
        await using var server = await ModbusServer.StartAsync(SunSpecDriverTests.Inverter(new SunSpecChain()).Build(1));
        var scan = new SunSpecScan(TimeProvider.System) { AnswerTimeout = TimeSpan.FromSeconds(30), Longest = TimeSpan.FromSeconds(3) };
        IPEndPoint[] places = [new(IPAddress.Loopback, silent.Port), new(IPAddress.Loopback, new Uri(server.Address).Port)];
        var (found, isComplete) = await scan.RunAsync(places, [1], Test);
        isComplete.ShouldBeFalse();
        found.ShouldHaveSingleItem().Serial.ShouldBe("0815");
    }
}
