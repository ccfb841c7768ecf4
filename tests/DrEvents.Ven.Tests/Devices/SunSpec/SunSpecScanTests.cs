using System.Net;
using DrEvents.Ven.Devices.SunSpec;
using DrEvents.Ven.Tests.Devices.Modbus;

namespace DrEvents.Ven.Tests.Devices.SunSpec;

public sealed class SunSpecScanTests
{
    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("192.168.1.20", 1, "192.168.1.20", "192.168.1.20")]
    [InlineData("192.168.1.250-192.168.2.5", 12, "192.168.1.250", "192.168.2.5")]
    [InlineData("10.0.0.0/30", 4, "10.0.0.0", "10.0.0.3")]
    [InlineData("255.255.255.252/30", 4, "255.255.255.252", "255.255.255.255")]
    public void A_range_is_read(string text, int count, string first, string last)
    {
        var range = SunSpecScan.Range(text).ShouldNotBeNull();
        range.Count.ShouldBe(count);
        range[0].ToString().ShouldBe(first);
        range[^1].ToString().ShouldBe(last);
    }

    [Theory]
    [InlineData("")]
    [InlineData("everything")]
    [InlineData("10.0.0.0/8")]
    [InlineData("0.0.0.0/0")]
    [InlineData("10.0.0.9-10.0.0.1")]
    [InlineData("10.0.0.1-10.0.0.2-10.0.0.3")]
    [InlineData("10.0.0.0-10.0.4.0")]
    [InlineData("fe80::/120")]
    public void What_is_no_range_or_too_large_is_none(string text) => SunSpecScan.Range(text).ShouldBeNull();

    [Fact]
    public async Task A_scan_finds_the_devices_of_a_range_and_writes_nothing()
    {
        var registers = SunSpecDriverTests.Inverter(new SunSpecChain()).Build(1);
        registers = new SunSpecChain().Common("Example", "Meter", "4711").Model(203, ("W", 1), ("W_SF", 0)).Build(3, registers);
        await using var server = await ModbusServer.StartAsync(registers.With(2, "holding", 0, 1, 2));
        var port = new Uri(server.Address).Port;
        var scan = new SunSpecScan(TimeProvider.System) { AnswerTimeout = TimeSpan.FromSeconds(10) };

        var found = await scan.RunAsync(SunSpecScan.Range("127.0.0.0/29")!, port, [1, 2, 3], Test);

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
        await Should.ThrowAsync<OperationCanceledException>(() => scan.RunAsync([IPAddress.Loopback], silent.Port, [1], patience.Token));
    }
}
