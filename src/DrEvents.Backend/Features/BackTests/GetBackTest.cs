using DrEvents.Backend.Features.Profiles;
using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.BackTests;
using DrEvents.Measurement.Profiles;

namespace DrEvents.Backend.Features.BackTests;

[Middleware(typeof(KnownVen))]
public static class GetBackTest
{
    public static (AskedBackTest Asked, ProblemDetails Problem) Load(
        string? hours,
        string? profiles,
        string? days,
        IOptions<ResultOptions> options
    )
    {
        var settings = options.Value;
        var fields = new QueryFields();
        var asked = PlaceboHours.Read(string.IsNullOrEmpty(hours) ? settings.BackTestHours : hours);
        fields.If(asked is null, "hours", $"is not {PlaceboHours.Expected}");
        var back = (int)(fields.Whole("days", days, ResultOptions.BackTestDaysMin, ResultOptions.BackTestDaysMax) ?? settings.BackTestDays);
        string[] wanted = string.IsNullOrEmpty(profiles) ? [.. settings.Ordered().Select(p => p.Name)] : profiles.Split(',');
        var found = wanted.Select(AssignableProfiles.Find).OfType<BaselineProfile>().ToList();
        fields.If(found.Count < wanted.Length, "profiles", $"names what is none of {AssignableProfiles.Names}, parted by commas");
        fields.If(found.Distinct().Count() < found.Count, "profiles", "names one twice");
        return (new AskedBackTest(asked ?? PlaceboHours.Read(settings.BackTestHours)!, found, back), fields.Answer);
    }

    /// <summary>Runs profiles over what is stored of a VEN, on days without an event as if there had been one, and shows which missed by least.</summary>
    /// <remarks>
    /// Nothing of it is stored. <c>hours</c>: by the clock of the site, such as <c>14-18</c> or <c>16:30-19:00</c>. <c>profiles</c>: parted by commas; those of
    /// the settings unless it is said. <c>days</c>: how many it looks back, 120 at most. 200 also where no profile can be judged; <c>why</c> says why not.
    /// </remarks>
    [WolverineGet("/api/vens/{venId}/backtest")]
    [Needs(Need.Read)]
    [HeavyRead]
    public static async Task<VenBackTestView> Get(
        string venId,
        AskedBackTest asked,
        [NotBody] BackTestVen backTest,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var test = await backTest.OfAsync(session, venId, asked, cancellation);
        var assigned = (await session.AssignedAsync([venId], clock.GetUtcNow(), cancellation)).GetValueOrDefault(venId);
        return new VenBackTestView(
            venId,
            ProfileViews.Of(test.Figures),
            test.Best?.Profile,
            test.Best?.HoldsBar == true,
            test.Why,
            BackTestVen.Rule,
            assigned?.Profile
        );
    }
}
