using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.CommandKeys;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Trail;

namespace DrEvents.Backend.Features.Persons;

/// <summary>Stored events in which a user, or somebody without an account, is named, and actions, in which a home may be.</summary>
public static class UserRules
{
    public static readonly MaskingRule[] All =
    [
        MaskingRule.For<ApiKeyMade>((e, mask) => e with { Name = mask.Name(e.Name), By = mask.Name(e.By) }),
        MaskingRule.For<ApiKeyRevoked>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<GrantMade>((e, mask) => e with { Name = mask.Name(e.Name), By = mask.Name(e.By) }),
        MaskingRule.For<GrantRevoked>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<ClientMade>((e, mask) => e with { Name = mask.Name(e.Name), By = mask.Name(e.By) }),
        MaskingRule.For<ClientRevoked>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<SigningKeyMade>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<SetupOffered>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<UserInvited>((e, mask) => e with { Name = mask.Name(e.Name), By = mask.Name(e.By) }),
        MaskingRule.For<UserLinkMade>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<UserPasswordSet>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<ProgrammesBound>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<UserRoleChanged>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<UserTotpTurnedOn>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<UserTotpTurnedOff>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<UserRecoveryCodesMade>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<UserSignedOutEverywhere>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<UserLockedOut>((e, mask) => e with { From = mask.From(e.Id, e.From) }),
        MaskingRule.For<UserUnlocked>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<UserRemoved>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<UserErased>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<NameErased>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<UserSignedIn>((e, mask) => e with { Name = mask.Name(e.Name), From = mask.From(e.Id, e.From) }),
        MaskingRule.For<SignInFailed>((e, mask) => e with { Name = mask.Name(e.Name), From = mask.From(e.Id, e.From) }),
        MaskingRule.For<CommandKeyAdded>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<CommandKeyRetired>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<ProgrammeOpened>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<ProgrammeChanged>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<ProgrammeClosed>((e, mask) => e with { By = mask.Name(e.By) }),
        MaskingRule.For<ActionBegun>(
            (e, mask) =>
                e with
                {
                    Who = mask.Name(e.Who),
                    WhoId = mask.WhoId(e.WhoId),
                    // Who is not known is somebody at the home: it is what a VEN enrols by.
                    From = mask.IsOfHome && e.Way == Ways.Anonymous ? null : mask.From(e.WhoId, e.From),
                    Why = mask.Reason(mask.Home(e.Why)),
                }
        ),
        MaskingRule.For<RequestsRefused>(
            (e, mask) => e with { Who = mask.Name(e.Who), WhoId = mask.WhoId(e.WhoId), From = mask.From(e.WhoId, e.From) }
        ),
        MaskingRule.For<ErasureAsked>(
            (e, mask) => e with { By = mask.Name(e.By), Names = e.Names is null ? null : [.. e.Names.Select(n => mask.Name(n)!)] }
        ),
        MaskingRule.For<PersonErased>((e, mask) => e with { By = mask.Name(e.By) }),
    ];
}
