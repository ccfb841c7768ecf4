using System.Net.Sockets;
using DrEvents.Ven.Tests.Devices.Meters;
using DrEvents.Ven.Tests.Devices.Modbus;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>A main meter that sends a telegram each second: by its P1 port, or of SML.</summary>
internal sealed class WrongTelegrams : WrongMeter
{
    private const int Told = 4;
    private const byte Watts = 27;

    private readonly FakeDevice _device;
    private readonly bool _isSml;
    private readonly Queue<double> _newest = new();
    private int _sent;

    public WrongTelegrams(FakeTimeProvider clock, Func<double> homeKw, bool isSml)
        : base(clock, homeKw)
    {
        _isSml = isSml;
        _device = new FakeDevice(TalkAsync);
    }

    public override IReadOnlyList<Wrong> Wrongs { get; } =
    [Wrong.Silent, Wrong.Restarting, Wrong.Nonsense, Wrong.Sentinel, Wrong.WrongLength, Wrong.Half];

    public override string Load => $$"""{ "kind": "{{(_isSml ? "sml" : "dsmr")}}", "address": "tcp://127.0.0.1:{{_device.Port}}" }""";

    public override TimeSpan ShownWithin => TimeSpan.FromSeconds(15);

    /// <summary>Whether this is what one of the last telegrams had in it; each differs from the one before by a watt.</summary>
    public override bool HasSent(double kw)
    {
        lock (_newest)
            return _newest.Any(sentKw => Math.Abs(sentKw - kw) < 0.0002);
    }

    public override ValueTask DisposeAsync() => _device.DisposeAsync();

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
        var kw = Math.Round(PowerKw, 3) + (_sent++ % Told * 0.001);
        Said(kw);
        lock (_newest)
        {
            _newest.Enqueue(kw);
            if (_newest.Count == Told)
                _newest.Dequeue();
        }
        var saidKw = Wrong == Wrong.Sentinel ? 99_999.999 : kw;
        var telegram = _isSml
            ? Sml.Telegram(Sml.Entry(16, 7, Sml.None, Watts, 0, Sml.Signed((long)Math.Round(1000 * saidKw), 4)))
            : P1.OfKw(saidKw);
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
