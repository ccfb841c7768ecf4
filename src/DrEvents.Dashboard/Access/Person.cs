using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace DrEvents.Dashboard.Access;

/// <summary>Who looks at a page. The backend is asked on his behalf by his key, and decides; what he may not do is not offered to him.</summary>
public sealed class Person
{
    private IReadOnlyList<string>? _roles;

    /// <summary>What he is called; null where he did not sign in.</summary>
    public string? Name { get; private set; }

    /// <summary>His key; null where he did not sign in.</summary>
    public string? Key { get; private set; }

    /// <summary>The address that he looks from; null where he did not sign in.</summary>
    public string? Address { get; private set; }

    /// <summary>Whether he may do it, as far as the pages know.</summary>
    public bool May(Need need) => _roles is null || _roles.Any(role => Roles.NeedsOf(role).Contains(need));

    /// <summary>Takes him for whom the request says that he is.</summary>
    internal void Is(ClaimsPrincipal user)
    {
        if (user.FindFirst(PersonClaims.Key)?.Value is not { } key)
            return;
        Address = user.FindFirst(PersonClaims.Address)?.Value;
        (Key, Name, _roles) = (key, user.Identity?.Name, [.. user.FindAll(ClaimTypes.Role).Select(c => c.Value)]);
    }

    /// <summary>Tells a page that is live who looks at it: it outlives the request that it came with.</summary>
    internal sealed class InCircuit(Person person, AuthenticationStateProvider state) : CircuitHandler
    {
        public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) =>
            person.Is((await state.GetAuthenticationStateAsync()).User);
    }
}
