using System.CommandLine;
using DrEvents.Cli.Access;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Cli.Vens;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Persons;

/// <summary>Whose data is meant: of the people of a VEN, of a user, or of somebody without an account.</summary>
sealed class PersonArguments
{
    private readonly Option<string?> _ven = Typed.Text("--ven", "The people of this VEN.", "id", Typed.ReadVenId, Typed.VenIdExpected);

    private readonly Option<string?> _user = Typed.Text("--user", "This user, by his id.", "id", Typed.ReadNonEmpty, "an id");

    private readonly Option<string?> _name = Typed.Text(
        "--name",
        "Somebody without an account, by what his keys, grants or clients, or the trail, call him.",
        "name",
        Typed.ReadNonEmpty,
        "a name"
    );

    private readonly Option<string?> _who = Typed.Text(
        "--who",
        "Somebody without an account, by the id of a key, a grant or a client of his, or by whoId of the trail.",
        "id",
        Typed.ReadNonEmpty,
        "an id"
    );

    private readonly Option<string?> _erased = Typed.Text(
        "--erased",
        "Somebody without an account, by the id that his erasure was answered with.",
        "id",
        Typed.ReadNonEmpty,
        "an id"
    );

    /// <summary>Lets a verb be told whose data is meant.</summary>
    /// <param name="isShown">Whether it is shown what was done, and nothing is asked for.</param>
    public void AddTo(Command verb, bool isShown = false)
    {
        verb.Options.Add(_ven);
        verb.Options.Add(_user);
        if (isShown)
        {
            verb.Options.Add(_erased);
            return;
        }
        verb.Options.Add(_name);
        verb.Options.Add(_who);
    }

    /// <summary>The path of what is asked of that person, and whom of those who have no account it is about; null where it is of a VEN or a user.</summary>
    public (string Path, OtherPersonRequest? Other) Asked(ParseResult parse, string part)
    {
        var (name, who) = (parse.GetValue(_name), parse.GetValue(_who));
        return (parse.GetValue(_ven), parse.GetValue(_user)) switch
        {
            ({ } ven, null) when name is null && who is null => ($"{VenPaths.Of(ven)}/{part}", null),
            (null, { } user) when name is null && who is null => ($"{AccessPaths.Of(AccessPaths.Users, user)}/{part}", null),
            (null, null) when (name is null) != (who is null) => ($"{Others}/{part}", new OtherPersonRequest(name, who)),
            _ => throw VerbFailed.BadInput("--ven, --user, --name or --who: exactly one of them says whose data is meant"),
        };
    }

    /// <summary>The path of what was done for that person.</summary>
    public string Shown(ParseResult parse, string part) =>
        (parse.GetValue(_ven), parse.GetValue(_user), parse.GetValue(_erased)) switch
        {
            ({ } ven, null, null) => $"{VenPaths.Of(ven)}/{part}",
            (null, { } user, null) => $"{AccessPaths.Of(AccessPaths.Users, user)}/{part}",
            (null, null, { } erased) => $"{AccessPaths.Of(Others, erased)}/{part}",
            _ => throw VerbFailed.BadInput("--ven, --user or --erased: exactly one of them says whose data is meant"),
        };

    private const string Others = "api/access/others";

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
