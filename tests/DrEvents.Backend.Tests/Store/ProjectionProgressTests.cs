using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;

namespace DrEvents.Backend.Tests.Store;

public sealed class ProjectionProgressTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly string Live = LiveProjection.Shard;

    [Fact]
    public async Task a_projection_is_behind_by_the_events_that_it_has_not_folded_and_by_the_age_of_the_oldest()
    {
        await AppendAsync("evt-00000001/ven-1");
        await fixture.RebuildAsync(LiveProjection.ProjectionName);
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

    private async Task<ProjectionLag> LiveLagAsync()
    {
        await using var session = fixture.Store.QuerySession();
        return (await session.LagsAsync(CancellationToken.None)).Single(l => l.Name == Live);
    }
}
