using DrEvents.Backend.Features.Access;

namespace DrEvents.Backend.Features.Streams;

/// <summary>What happened to who may do what, in words.</summary>
public static class AccessWords
{
    public static string? Of(object stored, Func<DateTimeOffset, string> at) =>
        stored switch
        {
            ApiKeyMade e => $"key {e.Id} of {e.Name}, {e.Role}, made by {e.By}",
            ApiKeyRevoked e => $"key {e.Id} revoked by {e.By}",
            GrantMade e => $"grant {e.Id} of {e.Name}, {e.Role} from {e.Addresses}, made by {e.By}",
            GrantRevoked e => $"grant {e.Id} revoked by {e.By}",
            ClientMade e => $"client {e.Id} of {e.Name}, {e.Role}, made by {e.By}",
            ClientRevoked e => $"client {e.Id} revoked by {e.By}",
            SigningKeyMade e => $"signing key {e.Id} made by {e.By}",
            ProgrammesBound { Programmes: { } own } e => $"{e.Way} {e.Id} bounded to {string.Join(", ", own)} by {e.By}",
            ProgrammesBound e => $"{e.Way} {e.Id} is of the whole installation again by {e.By}",
            SetupOffered e => $"link for an administrator, good until {at(e.ExpiresAt)}, made by {e.By}",
            IOfUser e => OfUser(e, at),
            _ => null,
        };

    private static string? OfUser(IOfUser happened, Func<DateTimeOffset, string> at) =>
        happened switch
        {
            UserInvited e => $"user {e.Id} {e.Name}, {e.Role}, invited by {e.By}",
            UserLinkMade e => $"another link for user {e.Id}, good until {at(e.ExpiresAt)}, made by {e.By}",
            UserPasswordSet e => $"user {e.Id} set a password",
            UserRoleChanged e => $"user {e.Id} is {e.Role} by {e.By}",
            UserTotpTurnedOn e => $"user {e.Id} signs in with a code too",
            UserTotpTurnedOff e => $"user {e.Id} signs in without a code again",
            UserRecoveryCodesMade e => $"new recovery codes of user {e.Id}",
            UserSignedOutEverywhere e => $"user {e.Id} signed out everywhere",
            UserLockedOut e => $"user {e.Id} locked out until {at(e.Until)}",
            UserUnlocked e => $"user {e.Id} unlocked by {e.By}",
            UserRemoved e => $"user {e.Id} removed by {e.By}",
            UserErased e => $"what named user {e.Id} was erased, as {e.By} asked",
            UserSignedIn e => $"user {e.Id} {e.Name} signed in{Beside(e.By)}",
            SignInFailed e => $"sign-in as user {e.Id} {e.Name} failed: wrong {e.Wrong}",
            _ => null,
        };

    private static string Beside(string? by) =>
        by switch
        {
            null => "",
            PasswordCheck.Code => ", by a code too",
            _ => ", by a recovery code too",
        };
}
