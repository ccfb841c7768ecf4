using System.Text.Json;
using DrEvents.Backend.Features.Profiles;
using DrEvents.Measurement.Profiles;

namespace DrEvents.Backend.Features.Results;

public static class GetProfiles
{
    /// <summary>Lists the profiles of baselines that ship, in the order of their documentation.</summary>
    [WolverineGet("/api/profiles")]
    [Needs(Need.Read, Reach.Nothing)]
    public static ProfileView[] Get(IOptions<ResultOptions> options)
    {
        var order = options.Value.Ordered().Select(p => p.Name).ToList();
        return
        [
            .. ShippedProfiles
                .Names.Select(ShippedProfiles.Get)
                .Select(p => new ProfileView(
                    p.Name,
                    p.Version,
                    p.Title,
                    JsonNamingPolicy.CamelCase.ConvertName(p.NaesbClass.ToString()),
                    p.Source,
                    order.IndexOf(p.Name) is >= 0 and var place ? place + 1 : null,
                    AssignableProfiles.Find(p.Name) is not null,
                    p.NeedsTemperature
                )),
        ];
    }
}
