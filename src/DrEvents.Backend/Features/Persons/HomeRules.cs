using DrEvents.Backend.Features.Meters;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Profiles;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Persons;

/// <summary>
/// Stored events in which a home is named, and who did something to it. Not among them, because results are digests of it or the chain of results is made over it:
/// why readings were accepted, and whatever is in streams of DR events.
/// </summary>
public static class HomeRules
{
    private static readonly GeoLocation Nowhere = new(0, 0);

    public static readonly MaskingRule[] All =
    [
        MaskingRule.For<VenRegistered>(
            (e, mask) => !mask.IsOfHome ? e : e with { Name = "", Location = Nowhere, Groups = mask.Groups(e.Groups), Address = null }
        ),
        MaskingRule.For<VenChanged>(
            (e, mask) => !mask.IsOfHome ? e : e with { Name = "", Location = Nowhere, Groups = mask.Groups(e.Groups), Address = null }
        ),
        MaskingRule.For<LoadsDescribed>(
            (e, mask) => e with { Loads = [.. e.Loads.Select(l => l with { Name = mask.HomeOrNone(l.Name) })] }
        ),
        MaskingRule.For<VenExempted>(
            (e, mask) =>
                e with
                {
                    // That somebody is ill is said by the kind alone.
                    Kind = mask.IsOfHome ? ExemptionKinds.Other : e.Kind,
                    Why = mask.Home(e.Why),
                    By = mask.Name(e.By),
                }
        ),
        MaskingRule.For<ExemptionEnded>((e, mask) => e with { Why = mask.Home(e.Why), By = mask.Name(e.By) }),
        MaskingRule.For<EnrolmentOffered>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<EnrolmentRefused>((e, mask) => e with { From = mask.HomeOrNone(e.From) }),
        MaskingRule.For<CertificateIssued>((e, mask) => e with { From = mask.HomeOrNone(e.From) }),
        MaskingRule.For<CertificateRevoked>((e, mask) => e with { Reason = mask.Home(e.Reason), By = mask.Name(e.By) }),
        MaskingRule.For<ProfileAssigned>(
            (e, mask) => e with { Why = e.By == AssignedBy.Hand ? mask.Home(e.Why) : e.Why, Who = mask.Name(e.Who) }
        ),
        MaskingRule.For<MeterImported>((e, mask) => e with { Name = mask.Home(e.Name) }),
        MaskingRule.For<VenEnrolled>(
            (e, mask) =>
                e with
                {
                    ConsentBy = mask.Home(e.ConsentBy),
                    ConsentReference = mask.HomeOrNone(e.ConsentReference),
                    By = mask.Name(e.By),
                }
        ),
        MaskingRule.For<VenLeft>((e, mask) => e with { Why = mask.Home(e.Why), By = mask.Name(e.By) }),
        MaskingRule.For<AckReceived>(
            (e, mask) =>
                e with
                {
                    Error = mask.Home(e.Error),
                    DataJson = mask.HomeOrNone(e.DataJson),
                    CircuitsCurtailed = e.CircuitsCurtailed is { } circuits
                        ? [.. circuits.Select(c => c with { Name = mask.HomeOrNone(c.Name) })]
                        : null,
                }
        ),
    ];
}
