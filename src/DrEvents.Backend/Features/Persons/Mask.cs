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

    private readonly string? _name;
    private readonly string _id;
    private readonly IReadOnlySet<string> _keptGroups;

    private Mask(string id, string? name, IReadOnlySet<string> keptGroups) => (_id, _name, _keptGroups) = (id, name, keptGroups);

    /// <param name="keptGroups">Groups by which results are settled: they are no person's.</param>
    public static Mask OfHome(string venId, IReadOnlySet<string> keptGroups) => new(venId, name: null, keptGroups);

    public static Mask OfUser(string userId, string name) => new(userId, name, new HashSet<string>());

    /// <summary>The one by which Marten masks now; null where nobody's data is masked.</summary>
    public static Mask? InForce => Here.Value;

    public bool IsOfHome => _name is null;

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
    public string? Name(string? said) => said is not null && said.Equals(_name, StringComparison.OrdinalIgnoreCase) ? Word : said;

    /// <summary>A reason in which the user may be named.</summary>
    public string? Reason(string? why) => _name is not null && why is not null && WholeWords.Holds(why, _name) ? Word : why;

    public bool IsUser(string? id) => !IsOfHome && id == _id;

    /// <summary>An address from which he came.</summary>
    public string? From(string? whoId, string? from) => IsUser(whoId) ? null : from;
}
