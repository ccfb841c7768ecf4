using Spectre.Console;

namespace DrEvents.Cli.Output;

/// <summary>Tables of one look, made to be read on 80 columns: what identifies or counts is never broken, prose is.</summary>
static class Tables
{
    /// <summary>An empty table.</summary>
    public static Table New() => new() { Border = TableBorder.Simple, UseSafeBorder = true };

    /// <summary>A table of names and values, without headers.</summary>
    public static Table Facts() =>
        new Table { Border = TableBorder.None, ShowHeaders = false }
            .Column("")
            .Prose("");

    /// <summary>Adds a column of ids, words or times.</summary>
    public static Table Column(this Table table, string header) => table.AddColumn(Narrow(header).NoWrap());

    /// <summary>Adds a column of text that may be broken.</summary>
    public static Table Prose(this Table table, string header) => table.AddColumn(Narrow(header));

    /// <summary>Adds a column of figures, aligned at their end.</summary>
    public static Table Figure(this Table table, string header) => table.AddColumn(Narrow(header).NoWrap().RightAligned());

    /// <summary>Adds a row.</summary>
    public static Table Row(this Table table, params Cell[] cells)
    {
        table.AddRow(cells.Select(cell => new Text(Printable.Of(cell.Content), new Style(cell.Colour))));
        return table;
    }

    /// <summary>Draws the table under its heading; of a table without rows only the heading, which then says that there is nothing.</summary>
    public static void Draw(this Table table, Shell shell, string? heading = null)
    {
        var console = shell.Tables();
        if (heading is not null)
            console.Write(new Text(heading + Environment.NewLine, new Style(decoration: Decoration.Bold)));
        if (table.Rows.Count > 0)
            console.Write(table);
        // A table with a border ends with an empty line of its own.
        if (!table.ShowHeaders)
            console.WriteLine();
    }

    private static TableColumn Narrow(string header) => new(new Text(header)) { Padding = new Padding(0, 0, 1, 0) };
}
