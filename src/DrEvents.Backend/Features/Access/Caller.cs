using System.Net;
using System.Security.Claims;

namespace DrEvents.Backend.Features.Access;

/// <summary>Who sends a request, and how he proved it.</summary>
/// <param name="Name">What he is called, and what is stored of him where he changes something.</param>
/// <param name="Way">One of <see cref="Ways"/>.</param>
/// <param name="RoleNames">His roles.</param>
/// <param name="UserId">Which user of this installation he is; null where he is none.</param>
public sealed record Caller(string Name, string Way, IReadOnlyList<string> RoleNames, string? UserId = null)
{
    private const string WayClaim = "way";
    private const string UntilClaim = "until";

    /// <summary>What tells him from others of his name: the id of his key or his grant, or what the provider calls him. Null for who has none.</summary>
    public string? Id { get; init; } = UserId;

    /// <summary>The programmes that he is bounded to, whatever he may do there; null for the whole installation.</summary>
    public IReadOnlyList<string>? BoundedTo { get; init; }

    /// <summary>The roles that he has in single programmes of these.</summary>
    public IReadOnlyList<ProgrammeRole> ProgrammeRoles { get; init; } = [];

    /// <summary>What his request needs.</summary>
    public Need Asks { get; init; } = Need.Read;

    /// <summary>
    /// The only programmes that there are to his request: those in which he may do what it needs. Null for the whole installation. Whoever asks what a caller
    /// reaches asks this, so that a role in one programme counts in no other.
    /// </summary>
    public IReadOnlyList<string>? Programmes => ReachOf(Asks);

    /// <summary>Until when what he showed holds; null where it holds until it is taken away.</summary>
    public DateTimeOffset? Until { get; init; }

    public static Caller OfLoopback { get; } = new(Ways.Loopback, Ways.Loopback, [Roles.Administrator]);

    /// <summary>What his roles allow him to.</summary>
    public IEnumerable<Need> Needs => Enum.GetValues<Need>().Where(May);

    /// <summary>Whether he may do it: where he is bounded, in one programme at least.</summary>
    public bool May(Need need) => ProgrammeRole.IsAllowed(need, BoundedTo ?? [], RoleNames, ProgrammeRoles);

    /// <summary>The programmes in which he may do it; null for the whole installation.</summary>
    public IReadOnlyList<string>? ReachOf(Need need) =>
        BoundedTo is null ? null : ProgrammeRole.Reach(need, BoundedTo, RoleNames, ProgrammeRoles);

    public Caller BoundedBy(Bound? bound) => this with { BoundedTo = bound?.Programmes, ProgrammeRoles = ProgrammeRole.Of(bound?.Roles) };

    /// <param name="kept">By what pages act on his behalf; null where he asks for no page.</param>
    /// <param name="from">The address that he looks at the page from.</param>
    public ClaimsPrincipal ToPrincipal(KeptKey? kept = null, IPAddress? from = null)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, Name), new Claim(WayClaim, Way)], Way);
        identity.AddClaims(RoleNames.Select(role => new Claim(ClaimTypes.Role, role)));
        if (UserId is not null)
            identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, UserId));
        if (Id is not null)
            identity.AddClaim(new Claim(PersonClaims.Caller, Id));
        if (Until is { } until)
            identity.AddClaim(new Claim(UntilClaim, until.ToString("O", CultureInfo.InvariantCulture)));
        if (BoundedTo is not null)
            identity.AddClaims([new(PersonClaims.Bounded, "true"), .. BoundedTo.Select(p => new Claim(PersonClaims.Programme, p))]);
        identity.AddClaims(ProgrammeRoles.Select(r => new Claim(PersonClaims.ProgrammeRole, $"{r}")));
        identity.AddClaim(new Claim(PersonClaims.Asks, Roles.Word(Asks)));
        if (kept is { Key: var key })
            identity.AddClaim(new Claim(PersonClaims.Key, key));
        if (kept is { Renewal: { } renewal })
            identity.AddClaim(new Claim(PersonClaims.Renewal, renewal));
        if (kept is not null && from is not null)
            identity.AddClaim(new Claim(PersonClaims.Address, $"{from}"));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Null where nobody was recognised.</summary>
    public static Caller? Of(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true, Name: { } name } && user.FindFirstValue(WayClaim) is { } way
            ? new Caller(name, way, [.. user.FindAll(ClaimTypes.Role).Select(c => c.Value)], user.FindFirstValue(ClaimTypes.NameIdentifier))
            {
                Id = user.FindFirstValue(PersonClaims.Caller),
                Until = user.FindFirstValue(UntilClaim) is { } until ? DateTimeOffset.Parse(until, CultureInfo.InvariantCulture) : null,
                BoundedTo = user.HasClaim(c => c.Type == PersonClaims.Bounded)
                    ? [.. user.FindAll(PersonClaims.Programme).Select(c => c.Value)]
                    : null,
                ProgrammeRoles = [.. user.FindAll(PersonClaims.ProgrammeRole).Select(c => ProgrammeRole.Read(c.Value)!)],
                Asks = Enum.TryParse<Need>(user.FindFirstValue(PersonClaims.Asks), ignoreCase: true, out var need) ? need : Need.Read,
            }
            : null;
}
