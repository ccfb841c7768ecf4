using DrEvents.Backend.Features.Access;

namespace DrEvents.Backend.Features.Programmes;

/// <summary>Programmes: what homes take part in, on which terms, and by whose consent.</summary>
public static class ProgrammesCapability
{
    public static void Add(IServiceCollection services) =>
        services.AddSingleton<UnknownProgrammes>(OfCaller.UnknownAsync).AddSingleton<ProgrammesOfEvents>().AddSingleton<WatchedMembers>();

    public static void Configure(StoreOptions store)
    {
        store.Keep(
            new StreamState<Programme>("Programmes", version: 1, Programme.Fold, Programme.Prefix)
                .Folds(typeof(ProgrammeOpened), typeof(ProgrammeChanged), typeof(ProgrammeClosed), typeof(VenEnrolled))
                .FoldsAndTells<VenLeft>()
        );
        store.Schema.For<Programme>();
        store.Projections.Add(new EnrolmentProjection(), ProjectionLifecycle.Inline);
        store.Schema.For<Enrolment>().Duplicate(e => e.ProgrammeId).Duplicate(e => e.VenId).Duplicate(e => e.IsIn);
    }
}
