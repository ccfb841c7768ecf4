using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DrEvents.Backend.Features.Trail;

/// <summary>
/// Counts requests that ask for the backend by a name that <c>AllowedHosts</c> does not hold: ASP.NET refuses them before anything of ours sees them, so that
/// one filter of the start stands before it and one behind it.
/// </summary>
public static class StrangeHosts
{
    private const string Why = "a host's name that AllowedHosts does not hold";
    private static readonly object LetIn = new();

    /// <summary>To be used when ASP.NET has added its own filters.</summary>
    public static void Add(IServiceCollection services)
    {
        services.Insert(0, ServiceDescriptor.Transient<IStartupFilter, Before>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IStartupFilter, Behind>());
    }

    private sealed class Before(Refusals refusals) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    async (context, further) =>
                    {
                        await further(context);
                        if (!context.Items.ContainsKey(LetIn) && context.Response.StatusCode == StatusCodes.Status400BadRequest)
                            refusals.CountRequest(Recording.KindOf(context) with { Why = Why });
                    }
                );
                next(app);
            };
    }

    private sealed class Behind : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (context, further) =>
                    {
                        context.Items[LetIn] = LetIn;
                        return further(context);
                    }
                );
                next(app);
            };
    }
}
