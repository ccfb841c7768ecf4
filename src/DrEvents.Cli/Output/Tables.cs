using Spectre.Console;

namespace DrEvents.Cli.Output;

/// <summary>One cell: text as it is, never markup.</summary>
readonly record struct Cell(string? Content, Color? Colour = null)
{
    public static implicit operator Cell(string? content) => new(content);

    /// <summary>A word that says how something stands, coloured by what it means for who looks.</summary>
    public static Cell Status(string word) =>
        new(
            word,
            word switch
            {
                "online" or "active" or "acknowledged" or "shedding" or "accepted" or "success" or "identical" => Color.Green,
                "offline" or "refused" or "expired" or "noAnswer" or "cancelled" or "different" => Color.Red,
                "scheduled" or "pending" or "dispatched" or "restoring" or "stopping" => Color.Yellow,
                _ => null,
            }
        );
}

/// <summary>Tables of one look.</summary>
static class Tables
{
    /// <summary>An empty table.</summary>
    public static Table New(string? title = null)
    {
        var table = new Table { Border = TableBorder.Simple, UseSafeBorder = true };
        if (title is not null)
            table.Title = new TableTitle(Markup.Escape(Printable.Of(title)), new Style(decoration: Decoration.Bold));
        return table;
    }

    /// <summary>A table of names and values, without headers.</summary>
    public static Table Facts() =>
        new Table { Border = TableBorder.None, ShowHeaders = false }
            .Column("")
            .Column("");

    /// <summary>Adds a column of text.</summary>
    public static Table Column(this Table table, string header) => table.AddColumn(new TableColumn(new Text(header)));

    /// <summary>Adds a column of figures, aligned at their end.</summary>
    public static Table Figure(this Table table, string header) => table.AddColumn(new TableColumn(new Text(header)).RightAligned());

    /// <summary>Adds a row.</summary>
    public static Table Row(this Table table, params Cell[] cells)
    {
        table.AddRow(cells.Select(cell => new Text(Printable.Of(cell.Content), new Style(cell.Colour))));
        return table;
    }
}
