using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard;

/// <summary>What whoever opens a page, or takes a file from one, has to be allowed to.</summary>
internal static class PageNeeds
{
    /// <summary>What pages are shown over: the connection of a page that is live, and the framework's own scripts.</summary>
    private static readonly string[] OfFramework = ["_blazor", "_framework"];

    /// <summary>
    /// They need reading, where they do not say that they need something else, or nothing. What says nothing is of the whole installation, and refused to who
    /// is bounded to programmes, but for what all pages are shown over.
    /// </summary>
    public static void NeedReading(this IEndpointConventionBuilder pages) =>
        pages.Finally(page =>
        {
            if (!page.Metadata.Any(m => m is NeedsAttribute or IAllowAnonymous))
                page.Metadata.Add(new NeedsAttribute(Need.Read, IsOfFramework(page) ? Reach.Nothing : Reach.Installation));
        });

    /// <summary>Says what a file or a form of the pages needs.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, Need need, Reach reach) =>
        route.WithMetadata(new NeedsAttribute(need, reach)).ExcludeFromDescription();

    /// <summary>What a page declares.</summary>
    public static NeedsAttribute Of(Type page) => page.GetCustomAttribute<NeedsAttribute>() ?? new NeedsAttribute(Need.Read);

    private static bool IsOfFramework(EndpointBuilder page) =>
        page is RouteEndpointBuilder { RoutePattern.RawText: { } path } && OfFramework.Contains(path.TrimStart('/').Split('/')[0]);
}
