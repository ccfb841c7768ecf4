using DrEvents.Ven.Commands;
using DrEvents.Ven.Tests.Devices.Modbus;

namespace DrEvents.Ven.Tests.Devices.SunSpec;

/// <summary>An inverter that is not connected, or may not enter service, does what it is told and delivers nothing: who takes it in is told why.</summary>
public sealed class SunSpecStandingTests : IDisposable
{
    private readonly string _home = Path.Combine(Path.GetTempPath(), $"home-{Guid.NewGuid():N}.json");

    [Theory]
    [InlineData("pv", 7, 7, 1, 1, null)]
    [InlineData("pv", 7, 7, 0, 1, "says that it is not connected to the grid (model 122)")]
    [InlineData("pv", 4, 7, 1, 1, "says that its inverter is not connected (model 122)")]
    [InlineData("pv", 1, 7, 1, 1, "says that its inverter is not available (model 122)")]
    [InlineData("pv", 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, null)]
    [InlineData("pv", 7, 7, 1, 0, "says that it may not enter service (model 703)")]
    [InlineData("battery", 0, 3, 1, 1, null)]
    [InlineData("battery", 7, 0, 1, 1, "says that its battery is not connected (model 122)")]
    public async Task show_says_what_keeps_a_device_from_working(string type, int pv, int storage, int grid, int service, string? words)
    {
        var chain = new SunSpecChain()
            .Common("Example", "Hybrid 10", "0815")
            .Model(122, ("PVConn", pv), ("StorConn", storage), ("ECPConn", grid))
            .Model(701, ("W", 0), ("W_SF", 0))
            .Model(703, ("ES", service));
        await using var server = await ModbusServer.StartAsync(chain.Build());
        await File.WriteAllTextAsync(
            _home,
            $$"""
            {"name":"x","loads":[{"id":"roof","name":"Roof","type":"{{type}}","ratedKw":10,
              "driver":{"kind":"sunspec","address":"{{server.Address}}","timeoutS":10} }]}
            """,
            TestContext.Current.CancellationToken
        );
        using var output = new StringWriter();
        // Beside, because the verbs wait where they are called.
        var exit = await Task.Run(
            () => CommandLine.Run(["device", "show", "--home", _home], logFile: null, output, output, clock: TimeProvider.System),
            TestContext.Current.CancellationToken
        );
        exit.ShouldBe(0, output.ToString());
        var said = output.ToString().Trim();
        if (words is null)
            said.ShouldNotContain("says that");
        else
            said.ShouldContain($"ok; {words}");
        (await server.WritesAsync()).ShouldBeEmpty();
    }

    public void Dispose() => File.Delete(_home);
}
