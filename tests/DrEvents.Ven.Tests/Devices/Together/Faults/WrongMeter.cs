using System.Net.Sockets;
using DrEvents.Ven.Tests.Devices.Meters;
using DrEvents.Ven.Tests.Devices.Modbus;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>The P1 port of the main meter, which sends each second what all draw together.</summary>
internal sealed class WrongMeter : WrongDevice
{
    public static readonly IReadOnlyList<Wrong> All =
    [
        Wrong.Silent,
        Wrong.Restarting,
        Wrong.Nonsense,
        Wrong.Sentinel,
        Wrong.WrongLength,
        Wrong.Half,
    ];

    private const int Told = 4;

    private readonly FakeDevice _device;
    private readonly Func<double> _homeKw;
    private readonly Queue<double> _newest = new();
    private readonly List<double> _said = [];
    private int _sent;

    public WrongMeter(FakeTimeProvider clock, Func<double> homeKw)
        : base("rest", 0, clock)
    {
        _homeKw = homeKw;
        _device = new FakeDevice(TalkAsync);
    }

    public override IReadOnlyList<Wrong> Wrongs => All;

    public override string Load => $$"""{ "kind": "dsmr", "address": "tcp://127.0.0.1:{{_device.Port}}" }""";

    public override TimeSpan? ForgetsAfter => null;

    public override TimeSpan ShownWithin => TimeSpan.FromSeconds(15);

    /// <summary>Whether this is what one of the last telegrams had in it; each differs from the one before by a watt.</summary>
    public bool HasSent(double kw)
    {
        lock (_newest)
            return _newest.Any(sentKw => Math.Abs(sentKw - kw) < 0.0002);
    }

    public override double PowerKw => _homeKw();

    /// <summary>What it has told since the last call: between two looks at the home its power may have been another for a moment.</summary>
    public IReadOnlyList<double> TakeSaid()
    {
        lock (_newest)
        {
            double[] said = [.. _said];
            _said.Clear();
            return said;
        }
    }

    public override bool MayBe(double kw) => false;

    public override ValueTask DisposeAsync() => _device.DisposeAsync();

    protected override Task SetByOtherAsync(Random random) => Task.CompletedTask;

    protected override Task FreeByOtherAsync() => Task.CompletedTask;

    private async Task TalkAsync(NetworkStream stream, CancellationToken end)
    {
        while (Wrong != Wrong.Restarting)
        {
            var telegram = Telegram();
            if (Wrong != Wrong.Silent)
                await stream.WriteAsync(telegram, end);
            await Task.Delay(TimeSpan.FromSeconds(1), Clock, end);
        }
    }

    private byte[] Telegram()
    {
        var kw = Math.Round(_homeKw(), 3) + (_sent++ % Told * 0.001);
        lock (_newest)
        {
            _newest.Enqueue(kw);
            _said.Add(kw);
            if (_newest.Count == Told)
                _newest.Dequeue();
        }
        var telegram = P1.OfKw(Wrong == Wrong.Sentinel ? 99_999.999 : kw);
        switch (Wrong)
        {
            case Wrong.Nonsense:
                telegram[^10] ^= 0x55;
                break;
            case Wrong.WrongLength:
                return [.. telegram[..30], .. telegram[40..]];
            case Wrong.Half:
                return _sent % 2 == 0 ? telegram[..40] : telegram[60..];
        }
        return telegram;
    }
}
