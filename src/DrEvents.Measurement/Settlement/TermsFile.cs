using DrEvents.Measurement.Files;

namespace DrEvents.Measurement.Settlement;

/// <summary>Reads terms from a JSON file: the fields of <see cref="SettlementTerms"/>, with money and powers as texts.</summary>
public static class TermsFile
{
    private sealed record Document(
        string Id,
        string Currency,
        string PricePerKwh,
        int IntervalMinutes,
        SettledReduction Settles,
        string ValidFrom,
        string? ValidUntil = null,
        string? FloorKw = null,
        string? CapKw = null,
        int MoneyDigits = 2
    );

    /// <summary>The terms; or a <see cref="BadFileException"/> says what is wrong with them.</summary>
    public static SettlementTerms Read(InputFile file)
    {
        var read = JsonFile.Read<Document>(file.Name, JsonFile.Text(file));
        var terms = new SettlementTerms(
            read.Id,
            read.Currency,
            StatementFields.Number(file.Name, 1, "pricePerKwh", read.PricePerKwh),
            read.IntervalMinutes,
            read.Settles,
            StatementFields.Time(file.Name, 1, "validFrom", read.ValidFrom),
            read.ValidUntil is { } until ? StatementFields.Time(file.Name, 1, "validUntil", until) : null,
            read.FloorKw is { } floor ? StatementFields.Number(file.Name, 1, "floorKw", floor) : null,
            read.CapKw is { } cap ? StatementFields.Number(file.Name, 1, "capKw", cap) : null,
            read.MoneyDigits
        );
        return terms.Problem is { } wrong ? throw new BadFileException(file.Name, 1, wrong.Field, wrong.Problem) : terms;
    }
}
