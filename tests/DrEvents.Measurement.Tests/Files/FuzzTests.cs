using System.Text;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Proof;
using DrEvents.Measurement.Settlement;
using DrEvents.Proof;
using NodaTime;

namespace DrEvents.Measurement.Tests.Files;

/// <summary>Files that were changed at random, from a seed: each is read whole, or refused in one line that names file, line and field.</summary>
public sealed class FuzzTests
{
    private const int Mutations = 10_000;

    private static readonly byte[][] Snippets =
    [
        .. new[]
        {
            ",",
            ";",
            "\t",
            "\n",
            "\r",
            "\"",
            "NaN",
            "-",
            "1e999",
            "0x10",
            "\0",
            "\uFEFF",
            "é",
            "∞",
            "<",
            ">",
            "&",
            "&lt;",
            "&x;",
            "<!DOCTYPE a [<!ENTITY x \"y\">]>",
            "<![CDATA[",
            "]]>",
            "<e:value>",
            "</e:value>",
            "<!--",
            "-->",
            "<?xml?>",
            "{",
            "}",
            "[",
            "]",
            ":",
            "null",
            "9999-99-99",
            "24:00",
            "+99:99",
            "Z",
            "\ud800",
            "99999999999999999999",
            "-9223372036854775808",
            "\u2028",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["America/New_York"];

    private static readonly SigningKey Key = SigningKey.Of(Enumerable.Repeat((byte)7, 32).ToArray());

    private static readonly Receipt Receipt = new(
        "ven-1",
        "evt-1",
        1,
        "gb-10-of-10",
        1,
        2.5,
        5,
        new ReceiptMoney("1.25", "EUR"),
        Instant.FromUtc(2026, 7, 15, 16, 0)
    );

    private static StatementLine Line(int n) =>
        Booking
            .Of(
                new SettlementTerms("evening", "EUR", 0.25m, 60, SettledReduction.Signed, Instant.FromUtc(2026, 1, 1, 0, 0)),
                new SettledResult(
                    $"ven-{n}",
                    "evt-1",
                    n,
                    Instant.FromUtc(2026, 7, 15, 14, 0),
                    Instant.FromUtc(2026, 7, 15, 16, 0),
                    [n, n + 0.5]
                ),
                [],
                Instant.FromUtc(2026, 7, 16, 8, 0)
            )
            .Line!;

    public static TheoryData<string> Kinds =>
        ["meter", "xml", "events", "holidays", "calendar", "profile", "lines", "statement", "terms", "receipt", "key"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void a_changed_file_is_read_or_refused_in_one_line(string kind)
    {
        var original = Encoding.UTF8.GetBytes(Original(kind));
        Take(kind, original);
        var random = new Random(kind.Sum(c => c));
        var (read, refused) = (0, 0);
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = Mutated(original, random);
            try
            {
                Take(kind, bytes);
                read++;
            }
            catch (BadFileException bad)
            {
                refused++;
                bad.Message.ShouldMatch(@"^file: line [1-9]\d*: .+: .+$");
                bad.Message.Any(char.IsControl).ShouldBeFalse();
                bad.Message.Length.ShouldBeLessThan(600);
            }
        }
        // Both happen, or the test tests nothing.
        read.ShouldBeGreaterThan(50);
        refused.ShouldBeGreaterThan(1000);
    }

    private static void Take(string kind, byte[] bytes)
    {
        var file = InputFile.Of("file", bytes);
        switch (kind)
        {
            case "meter" or "xml":
                var meter = MeterFile.Read(file, Zone, MeterUnit.Kwh);
                meter.Kw.Any(kw => double.IsInfinity(kw)).ShouldBeFalse();
                // What was read can be used.
                if (meter.Kw.Count < 10_000)
                    SiteDays.Of(meter, Zone).Days.ShouldBeGreaterThan(0);
                break;
            case "events":
                EventFile.ReadDays(file, Zone);
                break;
            case "profile":
                ProfileFile.Read(file);
                break;
            case "lines":
                // What was read can be written and summed.
                StatementCsv.Write(StatementCsv.Read(file)).ShouldNotBeEmpty();
                break;
            case "statement":
                StatementJson.Write(StatementJson.Read(file)).ShouldNotBeEmpty();
                break;
            case "terms":
                TermsBook.ProblemOf(TermsFile.Read(file).All).ShouldBeNull();
                break;
            case "receipt":
                // Whatever was done to it, it holds only where it says the same.
                var receipt = ReceiptFile.Read(file);
                if (receipt.Problem(Key.Public) is null)
                    receipt.Receipt.ShouldBe(Receipt);
                break;
            case "key":
                VerifyingKey.Read(file).Id.Length.ShouldBe(32);
                break;
            default:
                HolidayFile.Read(file);
                break;
        }
    }

    private static string Original(string kind) =>
        kind switch
        {
            "meter" => "time,kWh\n"
                + string.Join('\n', Enumerable.Range(0, 24).Select(i => $"2026-07-01 {i / 4:00}:{i % 4 * 15:00},{i * 0.25}")),
            "xml" => GreenButtonTests.Feed([
                GreenButtonTests.ReadingType(72, 0),
                .. Enumerable.Range(0, 12).Select(i => GreenButtonTests.Reading(1782864000 + i * 900, 900, $"{i}")),
            ]),
            "events" =>
                "start,end\n2026-07-01 14:00,2026-07-01 16:00\n2026-07-02T14:00:00-04:00,2026-07-02T16:00:00-04:00\n2026-07-05,2026-07-06\n",
            "holidays" => "date,name\n2026-01-01,New Year\n2026-05-25,Memorial Day\n2026-07-04,Independence Day\n",
            "calendar" => """
                {"name":"x","version":1,"title":"t","source":"s","years":{"from":2020,"to":2030},
                 "holidays":[{"name":"a","month":1,"day":1,"moved":"nextWeekday"},{"name":"b","month":5,"weekday":"monday","nth":-1},{"name":"c","easterPlus":1}]}
                """,
            "lines" => StatementCsv.Write([Line(1), Line(2), Line(3)]),
            "statement" => StatementJson.Write(
                Statement.Of(Instant.FromUtc(2026, 7, 1, 0, 0), Instant.FromUtc(2026, 8, 1, 0, 0), "EUR", [Line(1), Line(2), Line(3)])
            ),
            "terms" => """
                {"terms":[{"id":"evening","currency":"EUR","pricePerKwh":"0.25","intervalMinutes":15,"settles":"clipped","groups":["north"],"floorKw":"-3","capKw":"12.5",
                 "validFrom":"2026-01-01T00:00:00Z","validUntil":"2027-01-01T00:00:00Z","moneyDigits":2}]}
                """,
            "receipt" => Receipt.SignedBy(Key),
            "key" => Key.Public.ToPem(),
            _ => new StreamReader(ShippedProfiles.Find("pjm-high-4-of-5")!.Open()).ReadToEnd(),
        };

    private static byte[] Mutated(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Snippets[random.Next(Snippets.Length)]);
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, Math.Min(random.Next(1, 60), bytes.Count - at)));
                    break;
                case 4:
                    bytes[at] = (byte)('0' + random.Next(10));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
            if (bytes.Count == 0)
                break;
        }
        return [.. bytes];
    }
}
