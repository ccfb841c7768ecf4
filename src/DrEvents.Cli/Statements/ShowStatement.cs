using System.CommandLine;
using System.Globalization;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Statements;

/// <summary><c>drevents statement</c>: what was booked in a period, as tables, or as a file for somebody else's program.</summary>
static class ShowStatement
{
    private const string Json = "json";
    private const string Csv = "csv";
    private const string Parquet = "parquet";

    public static Command Verb(Invocation run)
    {
        var from = Typed.Time("--from", "Begin of the period: RFC 3339 with an offset. [31 days before its end]");
        var until = Typed.Time("--until", "Its end, which is in the next one: now (default), or RFC 3339 with an offset.");
        var currency = Typed.Text("--currency", "The currency; needed where the terms are in several.", "currency", ReadCurrency, "EUR");
        var ven = Typed.Text("--ven", "Lines of this VEN only.", "id", Typed.ReadVenId, Typed.VenIdExpected);
        var format = Typed.Word("--format", "Writes the statement itself instead of tables.", Json, Csv, Parquet);
        var to = Typed.Text("--out", "Writes it into this file, which must not be there.", "file", Typed.ReadNonEmpty, "a file");
        var verb = new Command(
            "statement",
            "Shows what was booked for results of events in a period, and writes it as CSV, JSON or Parquet."
        )
        {
            from,
            until,
            currency,
            ven,
            format,
            to,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                var path = Path(
                    At(parse.GetValue(from), "--from", run.Shell),
                    At(parse.GetValue(until), "--until", run.Shell),
                    parse.GetValue(currency),
                    parse.GetValue(ven)
                );
                var (file, wanted) = (parse.GetValue(to), parse.GetValue(format) ?? (run.WantsJson(parse) ? Json : null));
                if (wanted == Parquet && file is null)
                    throw VerbFailed.BadInput("--format: parquet is no text: say with --out into which file it goes");
                using var backend = run.Backend(parse);
                if (file is not null)
                    await backend.Download(path(wanted ?? Json), "--out", file, stop);
                else if (wanted is not null)
                    await run.Shell.Out.WriteAsync((await backend.Get(path(wanted), stop)).Json);
                else
                    Show((await backend.Get(path(Json), stop)).Read<StatementView>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(StatementView statement, Shell shell)
    {
        Tables
            .Facts()
            .Row("From", Figures.LocalMinute(statement.From, shell))
            .Row("Until", Figures.LocalMinute(statement.Until, shell))
            .Row("Lines", Figures.Count(statement.Lines.Count))
            .Row("Energy kWh", statement.TotalKwh)
            .Row("Amount", $"{statement.TotalAmount} {statement.Currency}")
            .Draw(shell);
        var table = Tables
            .New()
            .Column("VEN")
            .Figure("Lines")
            .Figure("Corrections")
            .Figure("Not proven")
            .Figure("kWh")
            .Figure(statement.Currency);
        var lines = statement.Lines.ToLookup(l => l.VenId);
        foreach (var sum in statement.ByVen)
            table.Row(
                sum.VenId,
                Figures.Count(lines[sum.VenId].Count()),
                Figures.Count(lines[sum.VenId].Count(l => l.Supersedes is not null)),
                Figures.Count(lines[sum.VenId].Count(l => l.Unproven is not null)),
                sum.QuantityKwh,
                sum.Amount
            );
        table.Draw(shell, statement.ByVen.Count == 0 ? "Nothing was booked" : "VENs");
    }

    private static Func<string, string> Path(DateTimeOffset? from, DateTimeOffset? until, string? currency, string? venId) =>
        format =>
            "api/statements?"
            + string.Join(
                '&',
                new[]
                {
                    from is { } begin ? "from=" + Time(begin) : null,
                    until is { } end ? "until=" + Time(end) : null,
                    currency is null ? null : "currency=" + currency,
                    venId is null ? null : "venId=" + Uri.EscapeDataString(venId),
                    "format=" + format,
                }.OfType<string>()
            );

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>The backend's own now, whatever the two clocks say.</summary>
    private static DateTimeOffset? At(Moment? moment, string option, Shell shell) =>
        moment is not { IsNow: false } asked
            ? null
            : asked.Resolve(shell.Now, shell.Now.AddDays(-1), shell.Clock.LocalTimeZone)
                ?? throw VerbFailed.BadInput($"{option}: the clock skips this time");

    private static string? ReadCurrency(string text) => text.Length == 3 && text.All(char.IsAsciiLetterUpper) ? text : null;
}
