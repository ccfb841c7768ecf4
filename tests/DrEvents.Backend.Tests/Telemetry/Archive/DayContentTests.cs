using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Store;
using FsCheck;
using FsCheck.Fluent;
using MessagePack;

namespace DrEvents.Backend.Tests.Telemetry.Archive;

public sealed class DayContentTests
{
    private const string Stream = "telemetry/ven-1/2026-11-01";
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void any_rows_come_back_bit_by_bit()
    {
        Prop.ForAll(AnyRows().ToArbitrary(), rows => ShouldBeSame(DayContent.Rows(DayContent.Pack(Stream, rows)), rows))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void a_day_of_samples_comes_back_and_takes_a_tenth_of_its_bytes()
    {
        var rows = Enumerable.Range(0, 8_640).Select(Sampled).ToArray();

        var content = DayContent.Pack(Stream, rows);

        ShouldBeSame(DayContent.Rows(content), rows);
        content.Content.Length.ShouldBeLessThan(rows.Sum(r => r.Binary!.Length) / 10);
    }

    [Fact]
    public void an_id_that_is_not_its_samples_own_is_kept()
    {
        EventRow[] rows = [Sampled(1), Sampled(2) with { Id = new Guid("0f8fad5b-d9cb-469f-a165-70867728950e") }];

        ShouldBeSame(DayContent.Rows(DayContent.Pack(Stream, rows)), rows);
    }

    /// <summary>Each is MessagePack that could have been written shorter, or none at all; what is stored is these bytes and no others.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("C1")]
    [InlineData("93")]
    [InlineData("9101FF")]
    [InlineData("91D005")]
    [InlineData("91D100C8")]
    [InlineData("91CD0005")]
    [InlineData("91D3FFFFFFFFFFFFFFFF")]
    [InlineData("91CFFFFFFFFFFFFFFFFF")]
    [InlineData("92CFFFFFFFFFFFFFFFFFD38000000000000000")]
    [InlineData("DC0001C0")]
    [InlineData("DDFFFFFFFF")]
    [InlineData("81A161C3")]
    [InlineData("91CB7FF8000000000001")]
    public void bytes_that_nobody_would_write_come_back_too(string hex)
    {
        var odd = Convert.FromHexString(hex);
        EventRow[] rows = [Sampled(1), Sampled(2) with { Binary = odd }, Sampled(3) with { Binary = odd }, Sampled(4)];

        ShouldBeSame(DayContent.Rows(DayContent.Pack(Stream, rows)), rows);
    }

    [Fact]
    public void whatever_byte_is_damaged_the_error_names_the_stream()
    {
        var content = DayContent.Pack(Stream, [.. Enumerable.Range(0, 20).Select(Sampled)]);
        for (var i = 0; i < content.Content.Length; i++)
        {
            var damaged = content with { Content = [.. content.Content] };
            damaged.Content[i] ^= 0x40;
            try
            {
                // The bits that fill up the last byte may be anything.
                ShouldBeSame(DayContent.Rows(damaged), DayContent.Rows(content));
            }
            catch (InvalidDataException e)
            {
                e.Message.ShouldStartWith("The archive of telemetry/ven-1/2026-11-01 is damaged: ");
            }
        }
        Should.Throw<InvalidDataException>(() => DayContent.Rows(content with { Content = [.. content.Content.Take(9)] }));
        Should.Throw<InvalidDataException>(() => DayContent.Rows(content with { Content = [] })).Message.ShouldContain("form is unknown");
        Should
            .Throw<InvalidDataException>(() => DayContent.Rows(content with { Sha256 = new byte[32] }))
            .Message.ShouldContain("not what its hash was made of");
    }

    /// <summary>The first form, byte by byte: it is in the field and has to be read for ever.</summary>
    [Fact]
    public void the_first_form_is_read()
    {
        const string First =
            "AU8BAAAbTgEARKO1zO48cKuAwZHu+xIJhaCqkBySpyd3qIqsqspQtdPFYzyBVy0KKKQAwwcMfpqJA90YO7y+KDax+kGccSKJ3qOjScFTaJb7f+Bcxuz0kDsO"
            + "ml+Kj+bGjupFXBvgwGJXDwcw5olZcCZ0DT9nfY0IUgx3eV5rjnvI2q8HHkiGLqBfivWWYr01kNggODrg0PRIzAuQwXyLOY1j4w6y5HQOsw/E/y4ZG58kSOzT"
            + "ZCq8yPgHWUoqMXqvshmE/O24L9dIRZyQf1gskDSPY1kOoagIkvZa5MpuN90peSopmfQqHHAA";
        const string Sha256 = "z8AZtWxa+3l9gNjtX/QAcXgwxnlrveWqM2G7HrMemhk=";

        var content = new Segment(Stream, 1, Convert.FromBase64String(First), Convert.FromBase64String(Sha256));

        ShouldBeSame(DayContent.Rows(content), [.. Enumerable.Range(0, 3).Select(Sampled)]);
    }

    private static void ShouldBeSame(IReadOnlyList<EventRow> read, IReadOnlyList<EventRow> stored)
    {
        read.Count.ShouldBe(stored.Count);
        for (var i = 0; i < read.Count; i++)
            read[i].IsSameAs(stored[i]).ShouldBeTrue($"row {i}: {read[i]} was {stored[i]}");
    }

    private static EventRow Sampled(int n)
    {
        var at = Noon.AddSeconds(10 * n);
        var loads = Enumerable.Range(1, 8).Select(l => new LoadPower($"circuit-{l}", (n * l % 50) * 0.011, l * 0.25)).ToList();
        var used = Math.Round(loads.Sum(l => l.Kw), 3);
        var sample = new TelemetrySampled(at, used, 0, null, null, used + 0.125, 71.5, n, loads, null, at.AddMilliseconds(40 + n % 7));
        return new EventRow(
            n + 1,
            1_000 + 37L * n,
            TelemetryStreams.SampleId("ven-1", at, n),
            at.AddMicroseconds(55_000 + n * 13 % 1_000),
            "telemetry_sampled",
            null,
            "{}",
            SampleFormat.Instance.Serialize(typeof(TelemetrySampled), sample)
        );
    }

    private static Gen<EventRow[]> AnyRows() => AnyRow().ArrayOf().Select(rows => rows);

    private static Gen<EventRow> AnyRow() =>
        from n in Gen.Choose(0, 300)
        from version in Gen.Choose(1, int.MaxValue)
        from sequence in ArbMap.Default.GeneratorFor<long>()
        from microseconds in Gen.Choose(-int.MaxValue, int.MaxValue)
        from id in ArbMap.Default.GeneratorFor<Guid>()
        from ownId in Gen.Choose(0, 3)
        from dotNetType in Gen.Elements<string?>(null, null, "DrEvents.Backend.Features.Telemetry.TelemetrySampled, DrEvents.Backend")
        from json in Gen.Elements("{}", "{}", """{"at": "2026-11-01T12:00:00+00:00", "usedPowerKw": 4.5}""")
        from bytes in Gen.OneOf(
            Gen.Constant<byte[]?>(null),
            ArbMap.Default.GeneratorFor<byte[]>().Select(b => (byte[]?)b),
            AnyValue().Select(b => (byte[]?)b),
            Gen.Constant<byte[]?>(Sampled(n).Binary)
        )
        select Sampled(n) with
        {
            Version = version,
            Sequence = sequence,
            StoredAt = Noon.AddMicroseconds(microseconds),
            Id = ownId == 0 ? id : Sampled(n).Id,
            DotNetType = dotNetType,
            Json = json,
            Binary = bytes,
        };

    /// <summary>Any MessagePack of numbers, texts, lists and maps, in its shortest form.</summary>
    private static Gen<byte[]> AnyValue() =>
        from numbers in ArbMap.Default.GeneratorFor<long[]>()
        from number in ArbMap.Default.GeneratorFor<double>()
        from text in ArbMap.Default.GeneratorFor<string>()
        from keys in ArbMap.Default.GeneratorFor<ulong[]>()
        select MessagePackSerializer.Serialize(
            new object?[]
            {
                numbers,
                number,
                text,
                new[] { keys, keys },
                keys.Distinct().ToDictionary(k => k, k => number),
                null,
                numbers.LastOrDefault(),
                text is null,
            },
            MessagePack.Resolvers.ContractlessStandardResolver.Options
        );
}
