using System.Security.Claims;

namespace DrEvents.Backend.Features.Access;

public static class GetMe
{
    /// <summary>Says who the caller is, and what he may do.</summary>
    [WolverineGet("/api/access/me")]
    [Needs(Need.Read, Reach.Nothing)]
    public static AccessMe Get(ClaimsPrincipal user, WaysIn ways)
    {
        var caller = Caller.Of(user)!;
        return new AccessMe(
            caller.Name,
            caller.Way,
            caller.RoleNames,
            [.. caller.Needs.Select(Roles.Word)],
            ways.IsOpen,
            caller.Programmes,
            caller.ProgrammeRoles.Count == 0
                ? null
                : caller
                    .ProgrammeRoles.GroupBy(r => r.Programme)
                    .ToDictionary(r => r.Key, IReadOnlyList<string> (r) => [.. r.Select(of => of.Role)])
        );
    }
}
