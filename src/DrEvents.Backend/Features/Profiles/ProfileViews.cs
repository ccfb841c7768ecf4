namespace DrEvents.Backend.Features.Profiles;

/// <summary>Assignments as they are shown.</summary>
public static class ProfileViews
{
    public static VenProfileView Of(string venId, ProfileAssigned? assigned) =>
        new(
            venId,
            assigned?.Profile,
            assigned?.ProfileVersion,
            assigned?.By,
            assigned?.Why,
            assigned?.Who,
            assigned?.At,
            assigned?.BackTest is { } test ? Of(test) : null
        );

    public static BackTestView Of(BackTestFigures test) =>
        new(
            test.Hours,
            test.TimeZone,
            test.RestsOn,
            test.IntervalMinutes,
            test.From,
            test.Until,
            test.PlaceboDays,
            [
                .. test.Profiles.Select(p => new BackTestProfileView(
                    p.Profile,
                    p.Version,
                    p.Days,
                    p.Rrmse,
                    p.Nmbe,
                    p.Mape,
                    p.Nmae,
                    p.LowKw,
                    p.HighKw,
                    p.Problem
                )),
            ],
            test.Hash
        );
}
