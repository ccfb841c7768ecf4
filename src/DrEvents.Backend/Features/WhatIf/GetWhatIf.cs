using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Results;

namespace DrEvents.Backend.Features.WhatIf;

public static class GetWhatIf
{
    private const int WithoutMost = 1_000;
    private const double KwMost = 1_000_000;

    public static async Task<(AskedResult? Asked, AskedWhatIf? WhatIf, ProblemDetails Problem)> LoadAsync(
        string id,
        string? profile,
        string? without,
        string? requestedKw,
        string? allocation,
        IQuerySession session,
        IOptions<ResultOptions> options,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (asked, problem) = await AskedResult.FindToMeasureAsync(
            id,
            number: null,
            session,
            options.Value,
            clock.GetUtcNow(),
            cancellation
        );
        if (problem != Problems.None)
            return (null, null, problem);
        var fields = new QueryFields();
        var method = SideBySide.All.FirstOrDefault(p => p.Name == profile);
        fields.If(
            !string.IsNullOrEmpty(profile) && method is null,
            "profile",
            $"is none of {string.Join(", ", SideBySide.All.Select(p => p.Name))}"
        );
        var venIds = string.IsNullOrEmpty(without) ? [] : without.Split(',').ToHashSet();
        fields.If(venIds.Any(v => !VenIds.IsValid(v)), "without", "names what is no VEN; ids are parted by commas");
        fields.If(venIds.Count > WithoutMost, "without", $"names more than {WithoutMost} VENs");
        var kw = double.TryParse(requestedKw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : (double?)null;
        fields.If(
            !string.IsNullOrEmpty(requestedKw) && kw is not (> 0 and <= KwMost),
            "requestedKw",
            $"is not more than 0 and at most {KwMost}"
        );
        fields.If(
            !string.IsNullOrEmpty(allocation) && allocation is not (AllocationMethods.Equal or AllocationMethods.Weighted),
            "allocation",
            $"is neither {AllocationMethods.Weighted} nor {AllocationMethods.Equal}"
        );
        var whatIf = new AskedWhatIf(method, venIds, kw, string.IsNullOrEmpty(allocation) ? null : allocation);
        return (asked, whatIf, fields.Answer);
    }

    /// <summary>Shows what would be different of an event that is over: by another method, without some VENs, for another request, or shared out otherwise.</summary>
    /// <remarks>
    /// <c>profile</c>: the method. <c>without</c>: VENs that are left out, parted by commas. <c>requestedKw</c>: the request. <c>allocation</c>: <c>weighted</c>
    /// or <c>equal</c>. What was measured and what is simulated stand apart. 404 while there is no result.
    /// </remarks>
    [WolverineGet("/api/events/{id}/whatif")]
    [Needs(Need.Read, Reach.Path)]
    [HeavyRead]
    public static Task<WhatIfView> Get(
        string id,
        AskedResult? asked,
        AskedWhatIf? whatIf,
        WhatIfs whatIfs,
        CancellationToken cancellation
    ) => whatIfs.OfAsync(id, asked!.Result, whatIf!, cancellation);
}
