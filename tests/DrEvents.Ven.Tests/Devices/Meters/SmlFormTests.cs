using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Meters;
using DrEvents.Ven.Devices.Modbus.Lines;

namespace DrEvents.Ven.Tests.Devices.Meters;

public sealed class SmlFormTests
{
    private const byte W = 27;
    private const byte Wh = 30;

    private readonly SmlForm _form = new(isSignInStatus: false);

    [Fact]
    public void A_telegram_of_an_old_meter_is_read_as_it_was_sent()
    {
        var (reading, error) = _form.Read(Sml.Ehz);
        error.ShouldBeNull();
        reading!.Value.PowerKw.ShouldBe(0.1919, 1e-9);
        reading.Value.ImportKwh.ShouldNotBeNull().ShouldBe(5378.499, 1e-3);
        reading.Value.ExportKwh.ShouldBeNull();
    }

    [Fact]
    public void Scaler_sign_and_phases_are_read()
    {
        var telegram = Sml.Telegram(
            Sml.Entry(1, 8, Sml.Unsigned(0x1C0104, 3), Wh, -1, Sml.Unsigned(123_456_789, 8)),
            Sml.Entry(2, 8, Sml.None, Wh, 0, Sml.Unsigned(42_000, 5)),
            Sml.Entry(16, 7, Sml.None, W, 0, Sml.Signed(-300, 2)),
            Sml.Entry(36, 7, Sml.None, W, -1, Sml.Signed(-1, 1)),
            Sml.Entry(56, 7, Sml.None, W, 1, Sml.Signed(-40, 4)),
            Sml.Entry(76, 7, Sml.None, W, 0, Sml.Signed(100, 3))
        );
        _form
            .Read(telegram)
            .ShouldBe(
                (
                    new MeterReading(-0.3)
                    {
                        L1Kw = -0.0001,
                        L2Kw = -0.4,
                        L3Kw = 0.1,
                        ImportKwh = 123_456_789 * 0.1 / 1000,
                        ExportKwh = 42,
                    },
                    null
                )
            );
    }

    [Theory]
    [InlineData(0x0182, false, 15, 0.5)]
    [InlineData(0x01A2, false, 15, -0.5)]
    [InlineData(0x01A2, false, 16, 0.5)]
    [InlineData(0x01A2, true, 16, -0.5)]
    [InlineData(0x0182, true, 16, 0.5)]
    public void The_sign_is_in_the_status_where_the_power_is_an_amount(int status, bool isSignInStatus, int code, double kw)
    {
        var telegram = Sml.Telegram(
            Sml.Entry(1, 8, Sml.Unsigned(status, 2), Wh, 0, Sml.Unsigned(1000, 4)),
            Sml.Entry(code, 7, Sml.None, W, 0, Sml.Signed(500, 4))
        );
        new SmlForm(isSignInStatus).Read(telegram).Reading!.Value.PowerKw.ShouldBe(kw);
    }

    [Fact]
    public void Phases_make_the_power_where_it_is_not_told()
    {
        var telegram = Sml.Telegram(
            Sml.Entry(36, 7, Sml.None, W, 0, Sml.Signed(200, 2)),
            Sml.Entry(56, 7, Sml.None, W, 0, Sml.Signed(-500, 2))
        );
        _form.Read(telegram).Reading.ShouldBe(new MeterReading(-0.3) { L1Kw = 0.2, L2Kw = -0.5 });
    }

    [Fact]
    public void A_meter_that_is_locked_by_its_PIN_is_told_to_be() =>
        _form
            .Read(Sml.Telegram(Sml.Entry(1, 8, Sml.None, Wh, 0, Sml.Unsigned(1000, 4))))
            .Error.ShouldNotBeNull()
            .ShouldContain("unlocked by their PIN");

    [Fact]
    public void What_looks_like_an_escape_sequence_within_a_value_is_none()
    {
        var telegram = Sml.Telegram(
            Sml.Entry(1, 8, Sml.None, Wh, 0, Sml.Unsigned(0x1B1B1B1B, 4)),
            Sml.Entry(2, 8, Sml.None, Wh, 0, Sml.Unsigned(0x1B1B1B1B1B1B, 6)),
            Sml.Entry(16, 7, Sml.None, W, 0, Sml.Signed(7, 1))
        );
        _form.Find(telegram).ShouldBe((0, telegram.Length));
        var reading = _form.Read(telegram).Reading.ShouldNotBeNull();
        reading.ImportKwh.ShouldBe(0x1B1B1B1B / 1000.0);
        reading.ExportKwh.ShouldBe(0x1B1B1B1B1B1B / 1000.0);
    }

    [Fact]
    public void A_telegram_with_the_other_checksum_is_read()
    {
        var file = Sml.Telegram(Sml.Entry(16, 7, Sml.None, W, 0, Sml.Signed(7, 1)))[8..^8];
        _form.Read(Sml.Frame(file, bytes => Crc16.Kermit(bytes))).Reading.ShouldBe(new MeterReading(0.007));
        _form.Read(Sml.Frame(file, bytes => Crc16.Modbus(bytes))).Error.ShouldBe("an SML telegram with a wrong checksum");
    }

    [Fact]
    public void Telegrams_are_cut_out_of_noise_and_of_what_was_cut_off()
    {
        static byte[] Of(int watts) => Sml.Telegram(Sml.Entry(16, 7, Sml.None, W, 0, Sml.Signed(watts, 2)));
        var buffer = new TelegramBuffer(_form);
        byte[] bytes = [0x1B, 0x1B, 5, .. Of(9)[..^20], .. Of(1000), .. Sml.Ehz, .. Of(2000), .. Of(9)[..30]];
        var taken = new List<double>();
        foreach (var part in bytes.Chunk(5))
        {
            part.CopyTo(buffer.Room);
            buffer.Added(part.Length);
            while (buffer.Take() is { Length: > 0 } telegram)
                taken.Add(Math.Round(_form.Read(telegram).Reading!.Value.PowerKw, 4));
        }
        taken.ShouldBe([1, 0.1919, 2]);
    }

    [Fact]
    public void Lists_without_an_end_are_refused()
    {
        // A list of lists of lists, deeper than any meter writes.
        byte[] deep = [0x76, .. Enumerable.Repeat((byte)0x71, 400), 0x01];
        _form.Read(Sml.Frame(deep, bytes => Crc16.X25(bytes))).Error.ShouldBe("an SML telegram whose lists do not end");
        // A list of four thousand elements of which none is there.
        _form.Read(Sml.Frame([0xFF, 0x8F, 0x0F], bytes => Crc16.X25(bytes))).Error.ShouldBe("an SML telegram whose lists do not end");
    }

    [Fact]
    public void A_hundred_thousand_malformed_telegrams_are_refused() =>
        MalformedTelegrams.Refuses(_form, Sml.Ehz, reading => Math.Abs(reading.PowerKw - 0.1919) < 1e-9);

    [Fact]
    public void A_hundred_thousand_malformed_files_in_good_frames_are_read_within_bounds()
    {
        var random = new Random(17);
        for (var i = 0; i < 100_000; i++)
        {
            var file = Sml.Ehz[8..^8];
            for (var changes = random.Next(1, 6); changes > 0; changes--)
                file[random.Next(file.Length)] = (byte)random.Next(256);
            var (reading, error) = _form.Read(Sml.Frame(file[..random.Next(file.Length / 2, file.Length)], bytes => Crc16.X25(bytes)));
            (reading is null).ShouldBe(error is not null);
        }
    }
}
