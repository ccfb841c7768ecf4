namespace DrEvents.Backend.Features.WhatIf;

/// <summary>Questions to the past.</summary>
public static class WhatIfCapability
{
    public static void Add(IServiceCollection services) => services.AddSingleton<WhatIfs>();
}
