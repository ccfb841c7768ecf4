using DrEvents.Measurement.Profiles;

namespace DrEvents.Backend.Features.Results;

public static class GetSideBySide
{
    public static async Task<(AskedResult? Asked, IReadOnlyList<BaselineProfile> Profiles, ProblemDetails Problem)> LoadAsync(
        string id,
        string? names,
        IQuerySession session,
        IOptions<ResultOptions> options,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (profiles, bad) = Read(names);
        if (bad != Problems.None)
            return (null, [], bad);
        var (asked, problem) = await AskedResult.FindToMeasureAsync(
            id,
            number: null,
            session,
            options.Value,
            clock.GetUtcNow(),
            cancellation
        );
        return (asked, profiles, problem);
    }

    private static (IReadOnlyList<BaselineProfile> Profiles, ProblemDetails Problem) Read(string? names)
    {
        if (string.IsNullOrEmpty(names))
            return (SideBySide.All, Problems.None);
        string[] wanted = [.. names.Split(',')];
        var found = wanted.Select(n => SideBySide.All.FirstOrDefault(p => p.Name == n)).OfType<BaselineProfile>().ToList();
        var fields = new QueryFields();
        fields.If(
            found.Count < wanted.Length,
            "names",
            $"names what is none of {string.Join(", ", SideBySide.All.Select(p => p.Name))}, parted by commas"
        );
        fields.If(found.Distinct().Count() < found.Count, "names", "names one twice");
        return (found, fields.Answer);
    }

    /// <summary>Shows what an event came to by several methods, from the same readings: each profile alone. Nothing of it is issued.</summary>
    /// <remarks>
    /// Over the VENs, hours and intervals of the newest result. <c>names</c>: profiles, parted by commas; by default all that need nothing but the VENs' own
    /// meters. 404 while there is no result.
    /// </remarks>
    [WolverineGet("/api/events/{id}/result/profiles")]
    [Needs(Need.Read, Reach.Path)]
    [HeavyRead]
    public static async Task<SideBySideView> Get(
        string id,
        AskedResult? asked,
        IReadOnlyList<BaselineProfile> profiles,
        SideBySide sideBySide,
        CancellationToken cancellation
    ) =>
        new(
            id,
            asked!.Result.Number,
            asked.Result.RequestedKw,
            asked.Result.Portfolio.MeanKw,
            await sideBySide.OfAsync(id, asked.Result, profiles, cancellation)
        );
}
