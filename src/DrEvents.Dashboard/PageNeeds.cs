using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace DrEvents.Dashboard;

/// <summary>What whoever opens a page, or takes a file from one, has to be allowed to.</summary>
internal static class PageNeeds
{
    /// <summary>They need reading, where they do not say that they need something else, or nothing.</summary>
    public static void NeedReading(this IEndpointConventionBuilder pages) =>
        pages.Finally(page =>
        {
            if (!page.Metadata.Any(m => m is NeedsAttribute or IAllowAnonymous))
                page.Metadata.Add(new NeedsAttribute(Need.Read));
        });
}
