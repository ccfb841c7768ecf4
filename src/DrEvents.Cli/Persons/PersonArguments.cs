using System.CommandLine;
using DrEvents.Cli.Access;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Cli.Vens;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Persons;

/// <summary>Whose data is meant: of the people of a VEN, or of a user.</summary>
sealed class PersonArguments
{
    private readonly Option<string?> _ven = Typed.Text("--ven", "The people of this VEN.", "id", Typed.ReadVenId, Typed.VenIdExpected);

    private readonly Option<string?> _user = Typed.Text("--user", "This user, by his id.", "id", Typed.ReadNonEmpty, "an id");

    /// <summary>Lets a verb be told whose data is meant.</summary>
    public void AddTo(Command verb)
    {
        verb.Options.Add(_ven);
        verb.Options.Add(_user);
    }

    /// <summary>The path of what is asked of that person.</summary>
    public string Path(ParseResult parse, string part) =>
        (parse.GetValue(_ven), parse.GetValue(_user)) switch
        {
            ({ } ven, null) => $"{VenPaths.Of(ven)}/{part}",
            (null, { } user) => $"{AccessPaths.Of(AccessPaths.Users, user)}/{part}",
            _ => throw VerbFailed.BadInput("--ven or --user: exactly one of them says whose data is meant"),
        };

    /// <summary>Shows how far an erasure is.</summary>
    public static void Show(ErasureView erasure, Shell shell)
    {
        var facts = Tables
            .Facts()
            .Row("Of", $"{erasure.Person} {erasure.Id}")
            .Row("Erasure", erasure.Status)
            .Row("Reason", Figures.Text(erasure.Reason))
            .Row("Asked by", Figures.Text(erasure.By))
            .Row("Asked at", Figures.Local(erasure.AskedAt, shell))
            .Row("Done at", Figures.Local(erasure.DoneAt, shell));
        facts.Row("Stored events", Counts(erasure.Events)).Row("Documents", Counts(erasure.Documents)).Draw(shell);
    }

    private static string Counts(IReadOnlyList<ErasedCount> counts) =>
        counts.Count == 0 ? "none" : string.Join(", ", counts.Select(c => $"{Figures.Count(c.Count)} {c.Type}"));
}
