using DrEvents.Measurement.Files;

namespace DrEvents.Measurement.Settlement;

/// <summary>
/// Reads terms from a JSON file: <c>{"terms": […]}</c>, each with the fields of <see cref="SettlementTerms"/>, money and powers as texts, and for whom they
/// are: <c>vens</c>, <c>groups</c>, both, <c>programmes</c>, or none of them.
/// </summary>
public static class TermsFile
{
    /// <summary>Ids of a hundred thousand VENs.</summary>
    private const long BytesMost = 10_000_000;

    private sealed record Document(IReadOnlyList<DocumentTerms> Terms);

    private sealed record DocumentTerms(
        string Id,
        string Currency,
        string PricePerKwh,
        int IntervalMinutes,
        SettledReduction Settles,
        string ValidFrom,
        string? ValidUntil = null,
        string? FloorKw = null,
        string? CapKw = null,
        int MoneyDigits = 2,
        IReadOnlyList<string>? Vens = null,
        IReadOnlyList<string>? Groups = null,
        IReadOnlyList<string>? Programmes = null
    );

    /// <summary>The terms; or a <see cref="BadFileException"/> says what is wrong with them.</summary>
    public static TermsBook Read(InputFile file)
    {
        var read = JsonFile.Read<Document>(file.Name, JsonFile.Text(file, BytesMost));
        if (read.Terms.Count == 0)
            throw new BadFileException(file.Name, 1, "terms", "there are none");
        List<AssignedTerms> all = [.. read.Terms.Select((t, i) => Of(file.Name, $"terms.{i}.", t))];
        return TermsBook.ProblemOf(all) is { } wrong
            ? throw new BadFileException(file.Name, 1, $"terms.{wrong.Index}.{wrong.Field}", wrong.Problem)
            : new TermsBook(all);
    }

    private static AssignedTerms Of(string file, string at, DocumentTerms read) =>
        new(
            new SettlementTerms(
                read.Id,
                read.Currency,
                StatementFields.Number(file, 1, at + "pricePerKwh", read.PricePerKwh),
                read.IntervalMinutes,
                read.Settles,
                StatementFields.Time(file, 1, at + "validFrom", read.ValidFrom),
                read.ValidUntil is { } until ? StatementFields.Time(file, 1, at + "validUntil", until) : null,
                read.FloorKw is { } floor ? StatementFields.Number(file, 1, at + "floorKw", floor) : null,
                read.CapKw is { } cap ? StatementFields.Number(file, 1, at + "capKw", cap) : null,
                read.MoneyDigits
            ),
            read.Vens,
            read.Groups,
            read.Programmes
        );
}
