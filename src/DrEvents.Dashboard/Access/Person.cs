using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace DrEvents.Dashboard.Access;

/// <summary>Who looks at a page. The backend is asked on his behalf by his key, and decides; what he may not do is not offered to him.</summary>
public sealed class Person(OwnTokens tokens) : IDisposable
{
    private readonly SemaphoreSlim _renewing = new(1);
    private IReadOnlyList<string>? _roles;
    private string? _key;
    private string? _renewal;
    private IReadOnlyList<string>? _boundedTo;
    private IReadOnlyList<ProgrammeRole> _programmeRoles = [];
    private bool _isTold;

    /// <summary>What he is called; null where he did not sign in.</summary>
    public string? Name { get; private set; }

    /// <summary>Whether he has an account of this installation.</summary>
    public bool HasAccount { get; private set; }

    /// <summary>The address that he looks from; null where he did not sign in.</summary>
    public string? Address { get; private set; }

    /// <summary>The only programmes of which he is shown anything; null for the whole installation.</summary>
    /// <exception cref="InvalidOperationException">It is not known yet who he is: he might be shown what is not his.</exception>
    public IReadOnlyList<string>? Programmes =>
        !_isTold ? throw new InvalidOperationException("It is not known yet who looks at the page")
        : _boundedTo is null ? null
        : ProgrammeRole.Reach(Need.Read, _boundedTo, _roles ?? [], _programmeRoles);

    /// <summary>Whether he may do it, as far as the pages know: where he is bounded to programmes, in one of them at least.</summary>
    /// <param name="of">Of what it is: what is of the whole installation is refused to who is bounded to programmes.</param>
    public bool May(Need need, Reach of = Reach.Nothing) =>
        (_roles is null || ProgrammeRole.IsAllowed(need, _boundedTo ?? [], _roles, _programmeRoles))
        && (of != Reach.Installation || Programmes is null);

    /// <summary>Whether he may do it to what is of a programme.</summary>
    public bool MayIn(string programme, Need need) =>
        May(need)
        && (_roles is null || _boundedTo is null || ProgrammeRole.Reach(need, _boundedTo, _roles, _programmeRoles).Contains(programme));

    /// <summary>Whether he is bounded now as he was when the page was opened, with the same roles in his programmes.</summary>
    public bool IsBoundedAs(AccessMe now)
    {
        var roles = now.ProgrammeRoles?.SelectMany(of => of.Value, (of, role) => new ProgrammeRole(of.Key, role)) ?? [];
        return _programmeRoles.ToHashSet().SetEquals(roles)
            && (Programmes is { } before ? now.Programmes is { } own && before.ToHashSet().SetEquals(own) : now.Programmes is null);
    }

    /// <summary>Whether he may open a page, as it declares by <see cref="NeedsAttribute"/>.</summary>
    public bool MayOpen(Type page) => PageNeeds.Of(page) is var needs && May(needs.Need, needs.Reach);

    /// <summary>His key; null where he did not sign in. One that lives for minutes is renewed, as long as his session is good.</summary>
    public async ValueTask<string?> KeyAsync(CancellationToken cancellation)
    {
        if (_key is null || _renewal is null || !tokens.IsToRenew(_key))
            return _key;
        await _renewing.WaitAsync(cancellation);
        try
        {
            // A page asks for many things at once, and one of them renews it for all.
            if (tokens.IsToRenew(_key) && await tokens.RenewAsync(_renewal, cancellation) is { Key: { } key } renewed)
                (_key, _renewal) = (key, renewed.Renewal ?? _renewal);
            return _key;
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _renewing.Dispose();

    /// <summary>Takes him for whom the request says that he is.</summary>
    internal void Is(ClaimsPrincipal user)
    {
        _isTold = true;
        _boundedTo = user.HasClaim(c => c.Type == PersonClaims.Bounded)
            ? [.. user.FindAll(PersonClaims.Programme).Select(c => c.Value)]
            : null;
        _programmeRoles = [.. user.FindAll(PersonClaims.ProgrammeRole).Select(c => ProgrammeRole.Read(c.Value)).OfType<ProgrammeRole>()];
        if (user.FindFirst(PersonClaims.Key)?.Value is not { } key)
            return;
        (_key, _renewal) = (key, user.FindFirst(PersonClaims.Renewal)?.Value);
        (Name, _roles) = (user.Identity?.Name, [.. user.FindAll(ClaimTypes.Role).Select(c => c.Value)]);
        HasAccount = _renewal is not null;
        Address = user.FindFirst(PersonClaims.Address)?.Value;
    }

    /// <summary>Tells a page that is live who looks at it: it outlives the request that it came with.</summary>
    internal sealed class InCircuit(Person person, AuthenticationStateProvider state) : CircuitHandler
    {
        public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) =>
            person.Is((await state.GetAuthenticationStateAsync()).User);
    }
}
