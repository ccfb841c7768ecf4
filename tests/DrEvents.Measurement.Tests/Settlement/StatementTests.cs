using DrEvents.Measurement.Files;
using DrEvents.Measurement.Results;
using DrEvents.Measurement.Settlement;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace DrEvents.Measurement.Tests.Settlement;

/// <summary>Statements: what has to hold of any lines, drawn at random, and their files.</summary>
public sealed class StatementTests
{
    private static readonly Instant From = Instant.FromUtc(2026, 7, 1, 0, 0);
    private static readonly Instant Until = Instant.FromUtc(2026, 8, 1, 0, 0);

    [Fact]
    public void a_correction_of_a_closed_period_stands_on_the_next_statement()
    {
        var first = Booked.Line(Booked.Terms, Booked.Result([8, 8, 8, 8]));
        var july = Statement.Of(From, Until, "EUR", [first]);
        var second = Booking.Of(Booked.Terms, Booked.Result([4, 4, 4, 4], number: 2), [first], Until + Duration.FromDays(2)).Line!;

        Statement.Of(From, Until, "EUR", [second, first]).Lines.ShouldBe(july.Lines);
        var august = Statement.Of(Until, Until + Duration.FromDays(31), "EUR", [first, second]);
        august.Lines.ShouldBe([second]);
        (july.TotalAmount + august.TotalAmount).ShouldBe(1m);
        (july.TotalKwh + august.TotalKwh).ShouldBe(4m);
    }

    [Fact]
    public void what_is_booked_results_after_results_is_what_the_last_one_says() =>
        Always(
            Gen.Choose(1, int.MaxValue),
            seed =>
            {
                var random = new Random(seed);
                var terms = Terms(random);
                var lines = new List<StatementLine>();
                for (var number = 1; number <= 6; number++)
                {
                    var result = Booked.Result(Reduction(random), number);
                    lines.Add(Booked.Line(terms, result, [.. lines]));
                    var kwh = Booking.QuantityKwh(terms, result).Kwh!.Value;
                    lines.Sum(l => l.QuantityKwh).ShouldBe(kwh);
                    lines.Sum(l => l.Amount).ShouldBe(Booking.Amount(terms, kwh));
                    // The first line can be calculated again from what stands on it, and each has no more digits than the currency.
                    lines[0].Amount.ShouldBe(Math.Round(lines[0].QuantityKwh * terms.PricePerKwh, 2, MidpointRounding.AwayFromZero));
                    lines.ShouldAllBe(l => decimal.Round(l.Amount, 2) == l.Amount);
                }
            }
        );

    [Fact]
    public void a_quantity_lies_within_floor_and_cap_of_all_of_its_time() =>
        Always(
            Gen.Choose(1, int.MaxValue),
            seed =>
            {
                var random = new Random(seed);
                var terms = Terms(random) with { FloorKw = -3, CapKw = 5 };
                var result = Booked.Result(Reduction(random));
                var hours = result.ReductionKw.Count / 4m;
                var kwh = Booking.QuantityKwh(terms, result).Kwh!.Value;

                kwh.ShouldBeInRange(-3 * hours, 5 * hours);
                // Clipping never takes anything away.
                Booking
                    .QuantityKwh(terms with { Settles = SettledReduction.Clipped }, result)
                    .Kwh!.Value.ShouldBeGreaterThanOrEqualTo(
                        Booking.QuantityKwh(terms with { Settles = SettledReduction.Signed }, result).Kwh!.Value
                    );
            }
        );

    [Fact]
    public void sums_are_those_of_the_lines_and_files_give_them_back() =>
        Always(
            Gen.Choose(1, int.MaxValue),
            seed =>
            {
                var random = new Random(seed);
                var lines = Lines(random);
                var statement = Statement.Of(From, Until, "EUR", lines);

                statement.Lines.ShouldBe(lines, ignoreOrder: true);
                statement.TotalKwh.ShouldBe(lines.Sum(l => l.QuantityKwh));
                statement.TotalAmount.ShouldBe(lines.Sum(l => l.Amount));
                statement.ByVen.Sum(v => v.Amount).ShouldBe(statement.TotalAmount);
                statement.ByVen.Sum(v => v.QuantityKwh).ShouldBe(statement.TotalKwh);

                var csv = StatementCsv.Write(statement.Lines);
                StatementCsv.Read(InputFile.Of("lines.csv", csv)).ShouldBe(statement.Lines);
                StatementCsv.Write(StatementCsv.Read(InputFile.Of("lines.csv", csv))).ShouldBe(csv);
                var json = StatementJson.Write(statement);
                var read = StatementJson.Read(InputFile.Of("statement.json", json));
                read.Lines.ShouldBe(statement.Lines);
                (read.From, read.Until, read.Currency, read.TotalAmount).ShouldBe((From, Until, "EUR", statement.TotalAmount));
                StatementJson.Write(read).ShouldBe(json);

                // In whatever order they were booked, the statement is the same to the byte.
                random.Shuffle(lines);
                StatementJson.Write(Statement.Of(From, Until, "EUR", lines)).ShouldBe(json);
            }
        );

    [Fact]
    public void lines_of_other_periods_and_currencies_are_not_on_it()
    {
        var line = Booked.Line(Booked.Terms, Booked.Result([8]));

        Statement
            .Of(
                From,
                Until,
                "EUR",
                [
                    line,
                    line with
                    {
                        Currency = "GBP",
                    },
                    line with
                    {
                        BookedAt = Until,
                    },
                    line with
                    {
                        BookedAt = From - Duration.Epsilon,
                    },
                    line with
                    {
                        BookedAt = From,
                    },
                ]
            )
            .Lines.Count.ShouldBe(2);
        Should.Throw<ArgumentException>(() => Statement.Of(From, From, "EUR", []));
    }

    [Fact]
    public void a_table_is_what_people_expect()
    {
        StatementCsv
            .Write([Booked.Line(Booked.Terms, Booked.Result([8, 8, 8, 8], ven: "site \"A\", north"))])
            .ShouldBe(
                """
                venId,eventId,result,supersedes,terms,start,end,quantityKwh,pricePerKwh,currency,amount,bookedAt,unproven
                "site ""A"", north",evt-1,1,,evening,2026-07-15T14:00:00Z,2026-07-15T15:00:00Z,8.000000,0.25,EUR,2.00,2026-07-16T08:00:00Z,

                """.ReplaceLineEndings("\n")
            );
    }

    [Fact]
    public void what_rests_on_senders_that_are_not_proven_says_so_in_all_forms_and_a_table_of_before_says_nothing()
    {
        var line = Booked.Line(Booked.Terms, Booked.Result([8, 8]) with { Unproven = UnprovenWords.Partly });
        line.Unproven.ShouldBe(UnprovenWords.Partly);

        var csv = StatementCsv.Write([line]);
        StatementCsv.Read(InputFile.Of("lines.csv", csv)).ShouldBe([line]);
        StatementJson
            .Read(InputFile.Of("s.json", StatementJson.Write(Statement.Of(From, Until, "EUR", [line]))))
            .Lines.ShouldHaveSingleItem()
            .ShouldBe(line);
        StatementCsv
            .Read(InputFile.Of("lines.csv", csv.Replace(",unproven", "").Replace(",partly", "")))
            .ShouldBe([line with { Unproven = null }]);
        Should
            .Throw<BadFileException>(() => StatementCsv.Read(InputFile.Of("lines.csv", csv.Replace(",partly", ",mostly"))))
            .Message.ShouldBe("lines.csv: line 2: unproven: 'mostly' is neither partly nor wholly");
    }

    [Theory]
    [InlineData("evt-1,1,", "evt-1,0,", "lines.csv: line 2: result: '0' is not a whole number from 1 on")]
    [InlineData("8.000000", "8,000000", "lines.csv: line 2: line: has 14 fields; 13 are expected")]
    [InlineData("8.000000", "8e3", "lines.csv: line 2: quantityKwh: '8e3' is not a decimal number")]
    [InlineData("8.000000", "9999999999999999", "lines.csv: line 2: quantityKwh: '9999999999999999' is not a decimal number from")]
    [InlineData("2026-07-15T14:00:00Z", "15.07.2026", "lines.csv: line 2: start: '15.07.2026' is not a time such as")]
    [InlineData("ven-1", "\"ven-1", "lines.csv: line 2: line: has a quote that is not closed")]
    [InlineData("ven-1", "", "lines.csv: line 2: venId: is not a name")]
    [InlineData("venId", "ven", "lines.csv: line 1: line: is not venId,eventId")]
    public void a_table_that_is_wrong_is_refused_in_one_line(string text, string wrong, string problem)
    {
        var csv = StatementCsv.Write([Booked.Line(Booked.Terms, Booked.Result([8, 8, 8, 8]))]);
        var at = csv.IndexOf(text, StringComparison.Ordinal);
        var changed = csv[..at] + wrong + csv[(at + text.Length)..];

        Should.Throw<BadFileException>(() => StatementCsv.Read(InputFile.Of("lines.csv", changed))).Message.ShouldStartWith(problem);
    }

    [Theory]
    [InlineData("\"totalAmount\": \"2.00\"", "\"totalAmount\": \"2.01\"", "s.json: line 1: totalAmount: is not the sum of the lines, 2.00")]
    [InlineData("\"totalKwh\": \"8.000000\"", "\"totalKwh\": \"8\"", null)]
    [InlineData(
        "\"venId\": \"ven-1\",\n      \"eventId\"",
        "\"venId\": \"ven-2\",\n      \"eventId\"",
        "s.json: line 1: byVen: is not what the lines sum up to"
    )]
    [InlineData("\"result\": 1", "\"result\": -1", "s.json: line 1: lines.0.result: -1 is not a whole number")]
    [InlineData("\"start\": \"2026", "\"start\": \"x2026", "s.json: line 1: lines.0.start: 'x2026")]
    [InlineData("\"lines\": [", "\"lines\": [ null,", "s.json: line 1: lines.0: is null")]
    [InlineData("\"currency\"", "\"money\"", "s.json: line 4: money: there is no such name here")]
    public void a_statement_that_does_not_add_up_is_refused(string text, string wrong, string? problem)
    {
        var json = StatementJson
            .Write(Statement.Of(From, Until, "EUR", [Booked.Line(Booked.Terms, Booked.Result([8, 8, 8, 8]))]))
            .ReplaceLineEndings("\n");
        json.ShouldContain(text);
        var file = InputFile.Of("s.json", json.Replace(text, wrong, StringComparison.Ordinal));

        if (problem is null)
            StatementJson.Read(file).TotalKwh.ShouldBe(8);
        else
            Should.Throw<BadFileException>(() => StatementJson.Read(file)).Message.ShouldStartWith(problem);
    }

    [Fact]
    public async Task one_that_is_written_line_by_line_is_the_same_to_the_byte()
    {
        var lines = Lines(new Random(3));
        var statement = Statement.Of(From, Until, "EUR", lines);
        using var bytes = new MemoryStream();

        await StatementJson.WriteAsync(bytes, From, Until, "EUR", statement.Lines.ToAsyncEnumerable(), CancellationToken.None);

        System.Text.Encoding.UTF8.GetString(bytes.ToArray()).ShouldBe(StatementJson.Write(statement));
        string.Concat(statement.Lines.Select(StatementCsv.Row).Prepend(StatementCsv.Header)).ShouldBe(StatementCsv.Write(statement.Lines));
    }

    private static void Always<T>(Gen<T> gen, Action<T> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(gen.ToArbitrary(), holds));

    private static SettlementTerms Terms(Random random) =>
        Booked.Terms with
        {
            PricePerKwh = random.Next(-100_000, 100_000) / 10_000m,
            Settles = random.Next(2) == 0 ? SettledReduction.Signed : SettledReduction.Clipped,
            FloorKw = random.Next(3) == 0 ? random.Next(-5, 1) : null,
            CapKw = random.Next(3) == 0 ? random.Next(1, 9) : null,
        };

    private static double?[] Reduction(Random random) =>
        [.. Enumerable.Range(0, 1 + random.Next(8)).Select(_ => (double?)(20 * random.NextDouble() - 8))];

    private static StatementLine[] Lines(Random random)
    {
        var lines = new List<StatementLine>();
        foreach (var ven in new[] { "ven-1", "ven-10", "Werk \"Süd\", Halle 3", "=ven" })
        foreach (var dr in new[] { "evt-1", "evt-2" })
        {
            var terms = Terms(random);
            var own = new List<StatementLine>();
            for (var number = 1; number <= 1 + random.Next(3); number++)
                own.Add(Booked.Line(terms, Booked.Result(Reduction(random), number, ven, dr), [.. own]));
            lines.AddRange(own);
        }
        return [.. lines];
    }
}
