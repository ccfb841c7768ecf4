using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Meters;

namespace DrEvents.Ven.Tests.Devices.Meters;

public sealed class DsmrFormTests
{
    private readonly DsmrForm _form = new();

    [Fact]
    public void A_published_telegram_of_version_5_is_read()
    {
        var (reading, error) = _form.Read(P1.Version5);
        error.ShouldBeNull();
        reading.ShouldBe(
            new MeterReading(0.244)
            {
                L1Kw = 0.07,
                L2Kw = 0.032,
                L3Kw = 0.142,
                ImportKwh = 4.426 + 2.399,
                ExportKwh = 2.444,
            }
        );
    }

    [Fact]
    public void A_telegram_of_version_2_has_no_checksum_and_no_phases()
    {
        var telegram = P1.Telegram(
            hasChecksum: false,
            "0-0:96.1.1(00000000000000)",
            "1-0:1.8.1(00001.001*kWh)",
            "1-0:1.8.2(00002.002*kWh)",
            "1-0:1.7.0(0000.00*kW)",
            "1-0:2.7.0(0001.25*kW)",
            "0-1:24.3.0(161107190000)(00)(60)(1)(0-1:24.2.1)(m3)",
            "(00001.001)"
        );
        _form.Read(telegram).ShouldBe((new MeterReading(-1.25) { ImportKwh = 1.001 + 2.002 }, null));
    }

    [Fact]
    public void A_telegram_with_totals_instead_of_tariffs_is_read()
    {
        var telegram = P1.Telegram(
            hasChecksum: true,
            "1-0:1.8.0(00012.5*kWh)",
            "1-0:2.8.0(00003.5*kWh)",
            "1-0:1.7.0(00000.100*kW)",
            "1-0:2.7.0(00000.600*kW)",
            "1-0:21.7.0(0000.100*kW)",
            "1-0:22.7.0(0000.000*kW)",
            "1-0:42.7.0(0000.600*kW)"
        );
        _form
            .Read(telegram)
            .ShouldBe(
                (
                    new MeterReading(-0.5)
                    {
                        L1Kw = 0.1,
                        L2Kw = -0.6,
                        ImportKwh = 12.5,
                        ExportKwh = 3.5,
                    },
                    null
                )
            );
    }

    [Fact]
    public void A_German_meter_with_a_signed_power_in_W_is_read()
    {
        var telegram = P1.Telegram(
            hasChecksum: false,
            "1-0:1.8.0*255(00000115.5435*kWh)",
            "1-0:36.7.0*255(-00012.50*W)",
            "1-0:16.7.0*255(-000250.00*W)"
        );
        _form.Read(telegram).ShouldBe((new MeterReading(-0.25) { L1Kw = -0.0125, ImportKwh = 115.5435 }, null));
    }

    [Fact]
    public void What_is_wrong_with_a_telegram_is_said()
    {
        var changed = P1.Version5.ToArray();
        changed[200] ^= 1;
        _form.Read(changed).Error.ShouldBe("a P1 telegram with a wrong checksum");
        _form.Read(P1.Telegram(false, "1-3:0.2.8(42)", "1-0:1.7.0(1*kW)")).Error.ShouldBe("a P1 telegram without its checksum");
        _form.Read(P1.Telegram(true, "1-0:1.8.0(1*kWh)")).Error.ShouldBe("the telegram tells no power (1.7.0, 16.7.0)");
        _form.Read("/nothing"u8).Error.ShouldBe("a P1 telegram without an end");
    }

    [Fact]
    public void Telegrams_are_cut_out_of_noise_and_of_what_was_cut_off()
    {
        var buffer = new TelegramBuffer(_form);
        byte[] bytes = [.. "\0noise\r\n"u8, .. P1.Version5[..100], .. "\r\n"u8, .. P1.OfKw(1), .. P1.OfKw(2), .. P1.Version5[..50]];
        var taken = new List<double>();
        foreach (var part in bytes.Chunk(7))
        {
            part.CopyTo(buffer.Room);
            buffer.Added(part.Length);
            while (buffer.Take() is { Length: > 0 } telegram)
                taken.Add(_form.Read(telegram).Reading!.Value.PowerKw);
        }
        taken.ShouldBe([1, 2]);
    }

    [Fact]
    public void A_hundred_thousand_malformed_telegrams_are_refused() =>
        MalformedTelegrams.Refuses(_form, P1.Version5, reading => Math.Abs(reading.PowerKw - 0.244) < 1e-9);
}
