using System.Net.Sockets;
using System.Text;
using DrEvents.Mqtt;
using DrEvents.Ven.Hosting;
using DrEvents.Ven.Loads;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Hosting;

/// <summary>Listens where systemd would.</summary>
public sealed class ServiceManagerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"notify-{Guid.NewGuid():N}");
    private readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public ServiceManagerTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is Linux's");
        _systemd.Bind(new UnixDomainSocketEndPoint(_path));
    }

    [Fact]
    public async Task a_ven_says_when_it_is_ready_that_it_lives_and_that_it_ends()
    {
        var clock = new FakeTimeProvider();
        using var service = Service(("WATCHDOG_USEC", "30000000")).ShouldNotBeNull();
        await using var ven = Ven(clock, service);
        await ven.StartAsync();
        await UntilAsync("WATCHDOG=1");
        await UntilAsync("READY=1");
        // The loop has nothing to do for an hour, and comes round for the watchdog all the same.
        clock.Advance(TimeSpan.FromSeconds(10));
        await UntilAsync("WATCHDOG=1");
        await ven.StopAsync();
        await UntilAsync("STOPPING=1");
    }

    [Fact]
    public async Task a_ven_whose_loop_hangs_does_not_say_that_it_lives()
    {
        var clock = new FakeTimeProvider();
        using var hanging = new HangingLoad();
        using var service = Service(("WATCHDOG_USEC", "30000000")).ShouldNotBeNull();
        await using var ven = Ven(clock, service, hanging);
        await ven.StartAsync();
        await UntilAsync("WATCHDOG=1");
        hanging.Hang();
        clock.Advance(TimeSpan.FromSeconds(10));
        await UntilAsync("WATCHDOG=1");
        await Eventually.HoldsAsync(() => hanging.IsHanging, "the loop hangs in its load");
        clock.Advance(TimeSpan.FromSeconds(30));
        var said = Drain();
        hanging.Release();
        said.ShouldNotContain("WATCHDOG=1");
    }

    [Fact]
    public void without_systemd_nobody_is_told() => ServiceManager.From(_ => null, 1).ShouldBeNull();

    [Theory]
    [InlineData("1", true)]
    [InlineData("2", false)]
    public void a_watchdog_that_is_meant_for_another_process_is_not_fed(string processId, bool isFed)
    {
        using var service = Service(("WATCHDOG_USEC", "3000000"), ("WATCHDOG_PID", processId)).ShouldNotBeNull();
        service.FeedInterval.ShouldBe(isFed ? TimeSpan.FromSeconds(1) : null);
    }

    [Fact]
    public void a_service_manager_that_is_gone_is_no_error()
    {
        using var service = Service().ShouldNotBeNull();
        _systemd.Dispose();
        File.Delete(_path);
        Should.NotThrow(service.Ready);
    }

    public void Dispose()
    {
        _systemd.Dispose();
        File.Delete(_path);
    }

    private ServiceManager? Service(params (string Name, string Value)[] variables) =>
        ServiceManager.From(name => name == "NOTIFY_SOCKET" ? _path : variables.FirstOrDefault(v => v.Name == name).Value, processId: 1);

    private static VenAgent Ven(TimeProvider clock, ServiceManager service, params ILoad[] loads) =>
        new(
            new VenOptions("ven-1", new BrokerAddress("127.0.0.1", 1)) { ReportInterval = TimeSpan.FromHours(1) },
            loads,
            clock,
            service: service
        );

    private async Task UntilAsync(string state)
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new byte[1000];
        while (true)
        {
            var count = await _systemd.ReceiveAsync(buffer, patience.Token);
            if (Encoding.UTF8.GetString(buffer, 0, count) == state)
                return;
        }
    }

    /// <summary>All that was said, until there is silence.</summary>
    private List<string> Drain()
    {
        var said = new List<string>();
        var buffer = new byte[1000];
        while (_systemd.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectRead))
            said.Add(Encoding.UTF8.GetString(buffer, 0, _systemd.Receive(buffer)));
        return said;
    }

    /// <summary>A device that does not answer any more.</summary>
    private sealed class HangingLoad : ILoad, IDisposable
    {
        private readonly ManualResetEventSlim _answers = new(initialState: true);

        public bool IsHanging { get; private set; }

        public LoadDescription Description { get; } = new("pump", "pump", LoadTypes.Circuit, 1, 1);

        public void Hang() => _answers.Reset();

        public void Release() => _answers.Set();

        public LoadReadout MeasureAt(DateTimeOffset now)
        {
            IsHanging = !_answers.IsSet;
            _answers.Wait();
            return new LoadReadout(1, 1, 0);
        }

        public void LimitTo(double kw, DateTimeOffset now) { }

        void ILoad.Release(DateTimeOffset now) { }

        public void Dispose() => _answers.Dispose();
    }
}
