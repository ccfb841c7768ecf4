namespace DrEvents.Backend.Features.Past;

/// <summary>Events as they were at any moment of the past, and as they were known.</summary>
public static class PastCapability
{
    public static void Add(IServiceCollection services) => services.AddSingleton<PastEvents>();
}
