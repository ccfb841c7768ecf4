using DrEvents.Testing.Browsing;

namespace DrEvents.Dashboard.Tests.Away;

/// <summary>What those who look cost the process of backend and pages: measured by hand, since other tests would be in the figure.</summary>
[Collection(typeof(AwaySystemCollection))]
public sealed class ViewersTests(AwaySystem system, ITestOutputHelper output)
{
    private const int Viewers = 20;
    private const int Claimed = 50;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);

    /// <summary>A feed that nobody looks at any more ends, and so does what the backend watches for it.</summary>
    private static readonly TimeSpan Settles = TimeSpan.FromSeconds(15);

    [Theory(Explicit = true)]
    [InlineData("")]
    [InlineData("events/{id}")]
    public async Task fifty_cost_less_than_a_third_of_a_processor_and_none_cost_nothing(string path)
    {
        var address = new Uri(system.Joined, path.Replace("{id}", system.EventId, StringComparison.Ordinal));
        await Task.Delay(Settles);
        var none = await system.CoresAsync(Length);
        var visits = new List<Visit>();
        for (var i = 0; i < Viewers; i++)
            visits.Add(await system.Browser.VisitAsync(address, 1440, 900));
        await Task.Delay(Settles);
        var some = await system.CoresAsync(Length);
        foreach (var visit in visits)
            await visit.DisposeAsync();
        await Task.Delay(Settles);
        var after = await system.CoresAsync(Length);
        output.WriteLine($"{address}: {some:0.000} cores with {Viewers} viewers, {none:0.000} before and {after:0.000} after");
        (after - none).ShouldBeLessThan(0.05);
        ((some - (none + after) / 2) * Claimed / Viewers).ShouldBeLessThan(0.3);
    }
}
