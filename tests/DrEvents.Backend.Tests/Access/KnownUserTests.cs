using DrEvents.Backend.Features.Access;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Access;

/// <summary>What is remembered of users, as the stream tells it.</summary>
public sealed class KnownUserTests
{
    private static readonly UserInvited Anna = Invited("0000000a", "Anna", Roles.Administrator);
    private static readonly UserInvited Ben = Invited("0000000b", "Ben", Roles.Administrator);

    [Fact]
    public void a_link_and_an_invitation_close_nothing_and_a_password_does()
    {
        Some.State(new SetupOffered("ab", Some.Now, "somebody", Some.Now), Anna).IsOpen.ShouldBeTrue();
        Some.State(Anna, Password(Anna)).IsOpen.ShouldBeFalse();
        Some.State(Anna, Password(Anna), new UserRemoved(Anna.Id, "Ben", Some.Now)).IsOpen.ShouldBeFalse();
    }

    [Fact]
    public void sessions_end_with_what_ends_them_and_with_nothing_else()
    {
        object[] kept =
        [
            new UserRoleChanged(Anna.Id, Roles.Viewer, "Ben", Some.Now),
            new UserTotpTurnedOn(Anna.Id, "Anna", Some.Now),
            new UserRecoveryCodesMade(Anna.Id, "Anna", Some.Now),
            new UserLockedOut(Anna.Id, Some.Now, null, Some.Now),
            new UserUnlocked(Anna.Id, "Ben", Some.Now),
            new UserLinkMade(Anna.Id, "cd", Some.Now, "Ben", Some.Now),
        ];
        object[] ended =
        [
            Password(Anna),
            new UserTotpTurnedOff(Anna.Id, "Anna", Some.Now),
            new UserSignedOutEverywhere(Anna.Id, "Anna", Some.Now),
        ];

        foreach (var happened in kept)
            Some.State(Anna, Password(Anna), happened).Users[Anna.Id].Stamp.ShouldBe(2, $"{happened}");
        foreach (var happened in ended)
            Some.State(Anna, Password(Anna), happened).Users[Anna.Id].Stamp.ShouldBe(3, $"{happened}");
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    public void an_administrator_is_a_way_in_when_he_has_a_password_and_the_role(bool hasPassword, bool hasRole, bool isOne)
    {
        var state = Some.State([
            Anna,
            Password(Anna),
            Ben,
            .. hasPassword ? [Password(Ben)] : Array.Empty<object>(),
            .. hasRole ? Array.Empty<object>() : [new UserRoleChanged(Ben.Id, Roles.Operator, "Anna", Some.Now)],
        ]);

        state.HasLastingWithout(Anna.Id).ShouldBe(isOne);
    }

    [Fact]
    public void a_name_is_one_users_whatever_its_case_until_he_is_removed()
    {
        var state = Some.State(Anna, Password(Anna));

        state.UserNamed("ANNA")!.Id.ShouldBe(Anna.Id);
        state.UserNamed("Ann").ShouldBeNull();
        state.After(3, new UserRemoved(Anna.Id, "Ben", Some.Now)).UserNamed("Anna").ShouldBeNull();
    }

    [Fact]
    public void a_user_is_shown_by_what_he_is_at()
    {
        var locked = Some.State(Anna, Password(Anna), new UserLockedOut(Anna.Id, Some.Now.AddMinutes(1), null, Some.Now)).Users[Anna.Id];

        Some.State(Anna).Users[Anna.Id].View(Some.Now).State.ShouldBe(UserStates.Invited);
        (locked.View(Some.Now).State, locked.View(Some.Now).LockedUntil).ShouldBe((UserStates.Active, Some.Now.AddMinutes(1)));
        locked.View(Some.Now.AddMinutes(1)).LockedUntil.ShouldBeNull();
    }

    private static UserInvited Invited(string id, string name, string role) =>
        new(id, name, role, "ab", Some.Now.AddHours(1), "somebody", Some.Now);

    private static UserPasswordSet Password(UserInvited user) => new(user.Id, user.Name, Some.Now);
}
