using System.Text.Json;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Meters;
using DrEvents.Ven.Devices.Modbus.Lines;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Tests.Devices.Modbus;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Meters;

public sealed class TelegramMeterTests
{
    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_meter_that_sends_in_pieces_is_waited_for()
    {
        var next = new SemaphoreSlim(0);
        await using var device = new FakeDevice(
            async (stream, end) =>
            {
                for (var kw = 1; ; kw++)
                {
                    await next.WaitAsync(end);
                    var telegram = P1.OfKw(kw);
                    await stream.WriteAsync(telegram.AsMemory(0, 30), end);
                    await stream.WriteAsync(telegram.AsMemory(30), end);
                }
            }
        );
        await using var meter = Meter("dsmr", device);
        for (var kw = 1; kw <= 3; kw++)
        {
            var read = meter.ReadAsync(Test);
            next.Release();
            (await read).PowerKw.ShouldBe(kw);
        }
        device.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task What_waited_is_skipped_for_the_newest()
    {
        var sent = new TaskCompletionSource();
        await using var device = new FakeDevice(
            async (stream, end) =>
            {
                await stream.WriteAsync(P1.OfKw(0), end);
                for (var kw = 1; kw <= 90; kw++)
                    await stream.WriteAsync(P1.OfKw(kw), end);
                sent.SetResult();
                await Task.Delay(Timeout.Infinite, end);
            }
        );
        await using var meter = Meter("dsmr", device);
        await meter.ReadAsync(Test);
        await sent.Task;
        // All but the newest is in one read, or in two where the first was still under way.
        var newest = 0.0;
        while (newest < 90)
            newest = (await meter.ReadAsync(Test)).PowerKw;
        newest.ShouldBe(90);
    }

    [Fact]
    public async Task What_has_waited_while_nobody_listened_is_no_reading_of_now()
    {
        var time = new FakeTimeProvider();
        var waits = new TaskCompletionSource();
        var connections = 0;
        await using var device = new FakeDevice(
            async (stream, end) =>
            {
                var kw = Interlocked.Increment(ref connections);
                await stream.WriteAsync(P1.OfKw(kw), end);
                await waits.Task.WaitAsync(end);
                if (kw == 1)
                    await stream.WriteAsync(P1.OfKw(9), end);
                await Task.Delay(Timeout.Infinite, end);
            }
        );
        await using var meter = new TelegramMeter(new TcpLine("127.0.0.1", device.Port), new DsmrForm(), TimeSpan.FromSeconds(1), time);
        (await meter.ReadAsync(Test)).PowerKw.ShouldBe(1);
        waits.SetResult();
        time.Advance(TimeSpan.FromMinutes(1));
        (await meter.ReadAsync(Test)).PowerKw.ShouldBe(2);
    }

    [Fact]
    public async Task A_silent_meter_is_unreachable_and_one_that_sends_nonsense_has_refused()
    {
        foreach (
            var (bytes, state, words) in new[]
            {
                (Array.Empty<byte>(), DeviceState.Unreachable, "no telegram within 30 s"),
                (P1.Telegram(true, "1-0:1.8.0(1*kWh)"), DeviceState.Refused, "tells no power"),
            }
        )
        {
            var time = new FakeTimeProvider();
            var heard = new TaskCompletionSource();
            await using var device = new FakeDevice(
                async (stream, end) =>
                {
                    await stream.WriteAsync(bytes, end);
                    heard.SetResult();
                    await Task.Delay(Timeout.Infinite, end);
                }
            );
            var form = new WatchedForm(bytes.Length == 0 ? heard : null);
            await using var meter = new TelegramMeter(new TcpLine("127.0.0.1", device.Port), form, TimeSpan.FromSeconds(10), time);
            var read = meter.ReadAsync(Test);
            await form.Read.Task;
            time.Advance(TimeSpan.FromSeconds(31));
            var failure = await Should.ThrowAsync<DeviceException>(() => read);
            failure.State.ShouldBe(state);
            failure.Message.ShouldContain(words);
        }
    }

    [Fact]
    public async Task A_line_that_was_closed_is_opened_anew_by_the_next_call()
    {
        var talks = 0;
        await using var device = new FakeDevice(
            async (stream, end) => await stream.WriteAsync(Interlocked.Increment(ref talks) == 1 ? P1.OfKw(1)[..20] : P1.OfKw(2), end)
        );
        await using var meter = Meter("dsmr", device);
        (await Should.ThrowAsync<DeviceException>(() => meter.ReadAsync(Test))).State.ShouldBe(DeviceState.Unreachable);
        (await meter.ReadAsync(Test)).PowerKw.ShouldBe(2);
    }

    [Fact]
    public async Task A_dead_line_is_opened_anew_for_callers_with_less_patience_too()
    {
        var time = new FakeTimeProvider();
        var line = new LineThatDies();
        await using var meter = new TelegramMeter(line, new DsmrForm(), TimeSpan.FromSeconds(10), time);
        for (var i = 0; i < 3; i++)
        {
            using var patience = new CancellationTokenSource();
            var reading = meter.ReadAsync(patience.Token);
            time.Advance(TimeSpan.FromSeconds(11));
            await patience.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => reading);
            line.Opened.ShouldBe(1);
        }
        (await meter.ReadAsync(Test)).PowerKw.ShouldBe(3);
        line.Opened.ShouldBe(2);
    }

    [Fact]
    public async Task An_SML_meter_is_read_over_TCP()
    {
        await using var device = new FakeDevice(
            async (stream, end) =>
            {
                await stream.WriteAsync(Sml.Ehz, end);
                await Task.Delay(Timeout.Infinite, end);
            }
        );
        await using var meter = Meter("sml", device);
        (await meter.ReadAsync(Test)).PowerKw.ShouldBe(0.1919, 1e-9);
    }

    [Theory]
    [InlineData("""{}""", "address: missing")]
    [InlineData("""{"address":"/dev/ttyUSB0"}""", "address: '/dev/ttyUSB0' is neither tcp://host:port nor serial:")]
    [InlineData("""{"address":"rtu+tcp://a:1"}""", "address: 'rtu+tcp://a:1' is neither")]
    [InlineData("""{"address":"tcp://a:1","intervalS":0}""", "intervalS: 0 is no number from 0.5 to 60")]
    public void What_is_wrong_in_the_homes_file_is_named(string json, string error)
    {
        var errors = new List<string>();
        new DsmrKind().ReadMeter(new StrictFields(JsonDocument.Parse(json).RootElement, "", errors));
        errors.ShouldHaveSingleItem().ShouldStartWith(error);
    }

    private static IMeterDriver Meter(string kind, FakeDevice device)
    {
        IDeviceKind meters = kind == "sml" ? new SmlKind() : new DsmrKind();
        var fields = JsonDocument.Parse($$"""{"address":"tcp://127.0.0.1:{{device.Port}}"}""");
        return meters
            .ReadMeter(new StrictFields(fields.RootElement, "", []))
            .ShouldNotBeNull()(new DeviceContext(TimeProvider.System, NullLoggerFactory.Instance));
    }

    /// <summary>A line that is silent when it is opened first, and has a telegram the second time.</summary>
    private sealed class LineThatDies : ILine
    {
        public int Opened { get; private set; }

        public string Name => "dies";

        public TimeSpan SilenceBefore => TimeSpan.Zero;

        public Task<Stream> OpenAsync(CancellationToken cancellation) =>
            Task.FromResult<Stream>(++Opened == 1 ? new Silence() : new MemoryStream(P1.OfKw(3)));

        private sealed class Silence : MemoryStream
        {
            public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return 0;
            }
        }
    }

    /// <summary>P1 telegrams; it says when one was read, or when there is none to read.</summary>
    private sealed class WatchedForm(TaskCompletionSource? connected) : ITelegramForm
    {
        private readonly DsmrForm _form = new();

        public TaskCompletionSource Read { get; } = connected ?? new TaskCompletionSource();

        public int LengthMax => _form.LengthMax;

        public (int Begin, int End) Find(ReadOnlySpan<byte> bytes) => _form.Find(bytes);

        (MeterReading? Reading, string? Error) ITelegramForm.Read(ReadOnlySpan<byte> telegram)
        {
            var read = _form.Read(telegram);
            Read.TrySetResult();
            return read;
        }
    }
}
