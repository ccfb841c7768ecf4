namespace DrEvents.Backend.Features.Preview;

/// <summary>What an event, or a change of one, would do. Nothing is stored here, and nobody is told.</summary>
public static class PreviewCapability
{
    public static void Add(IServiceCollection services) => services.AddSingleton<EventPreviews>().AddSingleton<ChangePreviews>();
}
