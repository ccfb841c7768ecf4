using System.Diagnostics.CodeAnalysis;
using DrEvents.Backend.Features.Weather;

namespace DrEvents.Backend.Features.Persons;

/// <summary>
/// What takes the place of what names a person. Marten's rules are of a type and know nobody: whose data is masked follows the flow of control.
/// </summary>
public sealed class Mask
{
    private const string Prefix = "erased:";
    private static readonly AsyncLocal<Mask?> Here = new();

    private static readonly IReadOnlySet<string> None = new HashSet<string>();

    private readonly string _id;

    /// <summary>What somebody is called, whatever its case; null for a home.</summary>
    private readonly IReadOnlySet<string>? _names;

    /// <summary>By these in a reason he is meant.</summary>
    private readonly IReadOnlySet<string> _words;

    /// <summary>Ids under which he acted.</summary>
    private readonly IReadOnlySet<string> _ids;

    /// <summary>Those of them that a provider gave, and that may say who he is.</summary>
    private readonly IReadOnlySet<string> _subjects;
    private readonly IReadOnlySet<string> _keptGroups;

    private Mask(
        string id,
        IReadOnlySet<string>? names,
        IReadOnlySet<string> words,
        IReadOnlySet<string> ids,
        IReadOnlySet<string> subjects,
        IReadOnlySet<string> keptGroups
    ) => (_id, _names, _words, _ids, _subjects, _keptGroups) = (id, names, words, ids, subjects, keptGroups);

    /// <param name="keptGroups">Groups by which results are settled: they are no person's.</param>
    public static Mask OfHome(string venId, IReadOnlySet<string> keptGroups) => new(venId, names: null, None, None, None, keptGroups);

    public static Mask OfUser(string userId, string name)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { name };
        return new(userId, names, names, new HashSet<string> { userId }, None, None);
    }

    /// <param name="id">What stands for him since.</param>
    public static Mask OfOther(string id, OtherPerson person) =>
        new(id, person.Names, person.Words, person.Ids.Union(person.Subjects).ToHashSet(), person.Subjects, None);

    /// <summary>The one by which Marten masks now; null where nobody's data is masked.</summary>
    public static Mask? InForce => Here.Value;

    public bool IsOfHome => _names is null;

    /// <summary>What stands where words of the person stood.</summary>
    public string Word => WordOf(_id);

    public static string WordOf(string id) => Prefix + id;

    /// <summary>Does it with this mask in force, and with none afterwards.</summary>
    public async Task ApplyAsync(Func<Task> masking)
    {
        Here.Value = this;
        await masking();
    }

    /// <summary>A text that is about the home.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public string? Home(string? text) => IsOfHome && text is not null ? Word : text;

    /// <summary>The same where nothing has to stand there.</summary>
    public string? HomeOrNone(string? text) => IsOfHome ? null : text;

    /// <summary>Groups of a home that say at which site it is, or by which it is settled.</summary>
    public IReadOnlyList<string> Groups(IReadOnlyList<string> groups) =>
        IsOfHome ? [.. groups.Where(g => g.StartsWith(VenSites.GroupPrefix, StringComparison.Ordinal) || _keptGroups.Contains(g))] : groups;

    /// <summary>Who did something, or what somebody is called.</summary>
    [return: NotNullIfNotNull(nameof(said))]
    public string? Name(string? said) => said is not null && _names?.Contains(said) == true ? Word : said;

    /// <summary>A reason in which he may be named.</summary>
    public string? Reason(string? why) => why is not null && _words.Any(word => WholeWords.Holds(why, word)) ? Word : why;

    public bool IsUser(string? id) => id is not null && _ids.Contains(id);

    /// <summary>Under which id he acted: one of a key or a user says nothing, and that of a provider may be an address of his.</summary>
    public string? WhoId(string? id) => id is not null && _subjects.Contains(id) ? Word : id;

    /// <summary>An address from which he came.</summary>
    public string? From(string? whoId, string? from) => IsUser(whoId) ? null : from;
}
