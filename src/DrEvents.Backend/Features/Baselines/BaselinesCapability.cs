using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Baselines;

/// <summary>What VENs would have used, sealed with what it rests on.</summary>
public static class BaselinesCapability
{
    private static readonly TimeSpan Gathered = TimeSpan.FromMilliseconds(500);

    public static void Configure(StoreOptions store)
    {
        store.Events.AddEventTypes([typeof(BaselineSealed), typeof(ControlGroupSealed)]);
        store.HaveColumns<Participation>(nameof(Participation.BeganAt));
    }

    public static void Configure(WolverineOptions wolverine)
    {
        wolverine.BatchMessagesOf<SealBaselines>(b => b.TriggerTime = Gathered).Sequential();
        wolverine.LocalQueueFor<SealPage>().Sequential();
    }

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<LikeDayOptions>(configuration, LikeDayOptions.Section);
        services
            .AddSettings<BaselineOptions>(configuration, "Measurement")
            .Validate(o => o.BaselineWindowSeconds is >= 1 and <= 86_400, "Measurement:BaselineWindowSeconds is not 1 to 86400")
            .Validate(o => o.BaselineMinimumSeconds >= 0, "Measurement:BaselineMinimumSeconds is negative");
    }
}

/// <summary>How baselines are made: configuration section <c>Measurement</c>.</summary>
public sealed class BaselineOptions
{
    public int BaselineWindowSeconds { get; set; } = 1800;

    /// <summary>Shortest history that counts, seconds; a VEN with less counts by its claim and is marked unverified.</summary>
    public int BaselineMinimumSeconds { get; set; } = 300;
    public TimeSpan Window => TimeSpan.FromSeconds(BaselineWindowSeconds);
    public TimeSpan Minimum => TimeSpan.FromSeconds(BaselineMinimumSeconds);
}
