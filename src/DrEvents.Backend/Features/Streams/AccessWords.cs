using DrEvents.Backend.Features.Access;
using static DrEvents.Backend.Hosting.SaidValues;
using static DrEvents.Backend.Hosting.Sentence;

namespace DrEvents.Backend.Features.Streams;

/// <summary>What happened to who may do what, in words.</summary>
public static class AccessWords
{
    public static Sentence? Of(object stored) =>
        stored switch
        {
            ApiKeyMade e => Say(SaidKind.ApiKeyMade, $"key {e.Id:id} of {e.Name:name}, {e.Role:role}, made by {e.By:by}"),
            ApiKeyRevoked e => Say(SaidKind.ApiKeyRevoked, $"key {e.Id:id} revoked by {e.By:by}"),
            GrantMade e => Say(
                SaidKind.GrantMade,
                $"grant {e.Id:id} of {e.Name:name}, {e.Role:role} from {e.Addresses:addresses}, made by {e.By:by}"
            ),
            GrantRevoked e => Say(SaidKind.GrantRevoked, $"grant {e.Id:id} revoked by {e.By:by}"),
            ClientMade e => Say(SaidKind.ClientMade, $"client {e.Id:id} of {e.Name:name}, {e.Role:role}, made by {e.By:by}"),
            ClientRevoked e => Say(SaidKind.ClientRevoked, $"client {e.Id:id} revoked by {e.By:by}"),
            SigningKeyMade e => Say(SaidKind.SigningKeyMade, $"signing key {e.Id:id} made by {e.By:by}"),
            ProgrammesBound { Programmes: { } own } e => Say(
                SaidKind.ProgrammesBound,
                $"{e.Way:way} {e.Id:id} bounded to {List(own.Select(p => Said(p, e.Roles))):programmes} by {e.By:by}"
            ),
            ProgrammesBound e => Say(SaidKind.ProgrammesUnbound, $"{e.Way:way} {e.Id:id} is of the whole installation again by {e.By:by}"),
            SetupOffered e => Say(
                SaidKind.SetupOffered,
                $"link for an administrator, good until {At(e.ExpiresAt):until}, made by {e.By:by}"
            ),
            NameErased e => Say(
                SaidKind.NameErased,
                $"what named a person without an account was erased, {e.Id:id} stands for him, as {e.By:by} asked"
            ),
            IOfUser e => OfUser(e),
            _ => null,
        };

    /// <summary>A programme, with the role that somebody has in it alone.</summary>
    private static string Said(string programme, IReadOnlyDictionary<string, string>? roles) =>
        roles?.GetValueOrDefault(programme) is { } role ? $"{programme} ({role})" : programme;

    private static Sentence? OfUser(IOfUser happened) =>
        happened switch
        {
            UserInvited e => Say(SaidKind.UserInvited, $"user {e.Id:id} {e.Name:name}, {e.Role:role}, invited by {e.By:by}"),
            UserLinkMade e => Say(
                SaidKind.UserLinkMade,
                $"another link for user {e.Id:id}, good until {At(e.ExpiresAt):until}, made by {e.By:by}"
            ),
            UserPasswordSet e => Say(SaidKind.UserPasswordSet, $"user {e.Id:id} set a password"),
            UserRoleChanged e => Say(SaidKind.UserRoleChanged, $"user {e.Id:id} is {e.Role:role} by {e.By:by}"),
            UserTotpTurnedOn e => Say(SaidKind.UserTotpTurnedOn, $"user {e.Id:id} signs in with a code too"),
            UserTotpTurnedOff e => Say(SaidKind.UserTotpTurnedOff, $"user {e.Id:id} signs in without a code again"),
            UserRecoveryCodesMade e => Say(SaidKind.UserRecoveryCodesMade, $"new recovery codes of user {e.Id:id}"),
            UserSignedOutEverywhere e => Say(SaidKind.UserSignedOutEverywhere, $"user {e.Id:id} signed out everywhere"),
            UserLockedOut e => Say(SaidKind.UserLockedOut, $"user {e.Id:id} locked out until {At(e.Until):until}"),
            UserUnlocked e => Say(SaidKind.UserUnlocked, $"user {e.Id:id} unlocked by {e.By:by}"),
            UserRemoved e => Say(SaidKind.UserRemoved, $"user {e.Id:id} removed by {e.By:by}"),
            UserErased e => Say(SaidKind.UserErased, $"what named user {e.Id:id} was erased, as {e.By:by} asked"),
            UserSignedIn e => Say(
                SaidKind.UserSignedIn,
                $"user {e.Id:id} {e.Name:name} signed in{If(e.By == PasswordCheck.Code, ", by a code too"):byCode}{If(e.By is not (null or PasswordCheck.Code), ", by a recovery code too"):byRecoveryCode}"
            ),
            SignInFailed e => Say(SaidKind.SignInFailed, $"sign-in as user {e.Id:id} {e.Name:name} failed: wrong {e.Wrong:wrong}"),
            _ => null,
        };
}
