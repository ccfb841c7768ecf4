using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Tests.Dispatch;

namespace DrEvents.Backend.Tests.Hosting;

public sealed class ProjectionLagTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const string Live = LiveCapability.ProjectionName + ":All";

    [Fact]
    public async Task a_projection_is_behind_by_the_events_that_it_has_not_folded_and_by_the_age_of_the_oldest()
    {
        await AppendAsync("evt-00000001/ven-1");
        await fixture.RebuildAsync(LiveCapability.ProjectionName);
        (await LiveLagAsync()).ShouldBe(new ProjectionLag(Live, 0, TimeSpan.Zero));

        await AppendAsync("evt-00000001/ven-2");
        await AppendAsync("evt-00000001/ven-3");
        var behind = await LiveLagAsync();

        behind.Events.ShouldBe(2);
        behind.Age.ShouldBeGreaterThan(TimeSpan.Zero);
        (await LiveLagAsync()).Age.ShouldBeGreaterThan(behind.Age);
    }

    private async Task AppendAsync(string stream)
    {
        await using var session = fixture.Store.LightweightSession();
        session.Events.Append(stream, Given.Shed("c1", 2, Given.Start));
        await session.SaveChangesAsync();
    }

    private async Task<ProjectionLag> LiveLagAsync() =>
        (await ProjectionLag.ReadAsync(fixture.Store, CancellationToken.None)).Single(l => l.Name == Live);
}
