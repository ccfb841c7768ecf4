using System.Diagnostics;
using DrEvents.Backend.Features.FleetStats;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Streams;

/// <summary>What is read again and again for those who are bounded to a programme, beside what is read for those who are not. By hand.</summary>
public sealed class BoundedCostTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const int Fleet = 10_000;
    private const int Times = 40;
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact(Explicit = true)]
    public async Task a_part_of_the_fleet_costs_no_more_than_the_whole()
    {
        await StoreAsync();
        var whole = await MedianAsync(null);
        var lines = new List<string> { $"all {Fleet:N0} VENs: {whole.Figures:0.0} ms" };
        foreach (var members in new[] { 100, 1_000, Fleet })
        {
            var programme = $"of-{members}";
            var part = await MedianAsync(programme);
            lines.Add($"a programme of {members:N0}: {part.Figures:0.0} ms, and {part.Members:0.0} ms who takes part");
        }
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(Environment.NewLine, lines));
        (await MedianAsync("of-1000")).Figures.ShouldBeLessThan(whole.Figures);
    }

    private async Task<(double Figures, double Members)> MedianAsync(string? programme)
    {
        var (figures, members) = (new List<double>(), new List<double>());
        for (var i = 0; i < Times; i++)
        {
            await using var session = fixture.Store.QuerySession();
            var begin = Stopwatch.GetTimestamp();
            var part = programme is null
                ? null
                : new FleetFigures.PartOfFleet([programme], [.. await session.VensOfAsync([programme], CancellationToken.None)]);
            members.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            begin = Stopwatch.GetTimestamp();
            await FleetFigures.NetworkAsync(
                session,
                Now,
                part,
                _ => Task.FromResult(new Dictionary<string, EventTotals>()),
                CancellationToken.None
            );
            figures.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
        return (figures.Order().ElementAt(Times / 2), members.Order().ElementAt(Times / 2));
    }

    private async Task StoreAsync()
    {
        string[] ids = [.. Enumerable.Range(0, Fleet).Select(n => $"ven-{n:00000}")];
        await fixture.Store.BulkInsertAsync([
            .. ids.Select(id => new Features.Vens.Ven
            {
                Id = Features.Vens.Ven.StreamOf(id),
                VenId = id,
                Name = id,
                Location = new GeoLocation(0, 0),
                Online = true,
                Loads = [],
                CreatedAt = Now,
            }),
        ]);
        await fixture.Store.BulkInsertAsync([
            .. ids.Select(id => new VenLive
            {
                Id = id,
                At = Now,
                UsedPowerKw = 1,
                Loads = [],
            }),
        ]);
        foreach (var members in new[] { 100, 1_000, Fleet })
        {
            var programme = $"of-{members}";
            await fixture.Store.BulkInsertAsync([
                .. ids[..members].Select(id => new Enrolment(Enrolment.IdOf(programme, id), programme, id, true, [])),
            ]);
            await using var session = fixture.Store.LightweightSession();
            session.Store(new Programme(Programme.StreamOf(programme), programme, programme, new ProgrammeTerms(), members, Now, "Ada"));
            await session.SaveChangesAsync();
        }
    }
}
