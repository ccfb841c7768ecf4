using System.CommandLine;
using System.Text.Json;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Programmes;

/// <summary>Paths, arguments and tables of programmes.</summary>
static class ProgrammeArguments
{
    private const int TermsBytesMax = 64 * 1024;

    /// <summary>All programmes.</summary>
    public const string All = "api/programmes";

    /// <summary>One of them, and what belongs to it.</summary>
    public static string Of(string id, string part = "") => $"{All}/{Uri.EscapeDataString(id)}{part}";

    /// <summary>The argument that names one.</summary>
    public static Argument<string> Programme() => Typed.Required("PROGRAMME", "The programme's id.", Typed.ReadNonEmpty, "an id");

    /// <summary>The option that says why, which is stored.</summary>
    public static Option<string?> Why()
    {
        var why = Typed.Text("--why", "Why; it is stored.", "text", Typed.ReadNonEmpty, "a text");
        why.Required = true;
        return why;
    }

    /// <summary>The VENs that are meant.</summary>
    public static Option<string[]> Vens(string description)
    {
        var vens = Typed.Vens(description);
        vens.Required = true;
        return vens;
    }

    /// <summary>Terms from a file of JSON, with the names that the API has for them.</summary>
    public static async Task<ProgrammeTerms?> Terms(string? path, CancellationToken stop)
    {
        if (path is null)
            return null;
        var bytes = await FileToImport.Read(path, TermsBytesMax, stop);
        try
        {
            return JsonSerializer.Deserialize<ProgrammeTerms>(bytes, JsonSerializerOptions.Web);
        }
        catch (JsonException e)
        {
            throw VerbFailed.BadInput($"--terms: {path} is no JSON of terms: {e.Message}");
        }
    }

    /// <summary>Shows programmes as a table.</summary>
    public static void Show(IReadOnlyList<ProgrammeView> programmes, Shell shell)
    {
        var table = Tables.New().Column("Programme").Prose("Name").Figure("VENs").Column("Opened").Prose("By").Column("Closed");
        foreach (var p in programmes)
            table.Row(
                p.Id,
                p.Name,
                Figures.Count(p.Vens),
                Figures.LocalMinute(p.OpenedAt, shell),
                p.OpenedBy,
                Figures.LocalMinute(p.ClosedAt, shell)
            );
        table.Draw(shell, programmes.Count == 0 ? "There is no programme" : "Programmes");
    }
}
