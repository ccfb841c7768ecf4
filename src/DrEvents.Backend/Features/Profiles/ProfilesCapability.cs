namespace DrEvents.Backend.Features.Profiles;

/// <summary>By which profile each VEN is measured first, as it was assigned to it by a back-test or by hand.</summary>
public static class ProfilesCapability
{
    public static void Configure(StoreOptions store) => store.Events.AddEventTypes([typeof(ProfileAssigned)]);
}
