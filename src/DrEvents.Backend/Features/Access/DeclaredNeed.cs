using Microsoft.AspNetCore.Authorization;

namespace DrEvents.Backend.Features.Access;

/// <summary>Whoever asks for something has to be allowed to what it declares by <see cref="NeedsAttribute"/>; what declares nothing is refused.</summary>
public sealed class DeclaredNeed : AuthorizationHandler<DeclaredNeed>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, DeclaredNeed requirement)
    {
        if (context.Resource is HttpContext http && Caller.Of(context.User) is { } caller && IsAllowed(caller, http.GetEndpoint()))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }

    /// <summary>What has no route is the framework's own answer (no such thing, no such method), which tells nothing.</summary>
    private static bool IsAllowed(Caller caller, Endpoint? endpoint) =>
        endpoint is not RouteEndpoint
        || (endpoint.Metadata.GetMetadata<NeedsAttribute>() is { } needs && caller.May(needs.Need) && Reaches(caller, needs.Reach));

    /// <summary>Of what a path names, that is looked at when it is let in: it is answered as if there was none.</summary>
    private static bool Reaches(Caller caller, Reach reach) => caller.BoundedTo is null || reach != Reach.Installation;
}
