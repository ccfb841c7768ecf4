using DrEvents.Contracts.Http;

namespace DrEvents.Contracts.Tests;

/// <summary>What somebody may do in each programme that he is bounded to.</summary>
public sealed class ProgrammeRoleTests
{
    private static readonly string[] Both = ["summer", "winter"];

    [Theory]
    [InlineData("summer=operator", "summer", "operator")]
    [InlineData("summer=", "summer", "")]
    [InlineData("summer=a=b", "summer", "a=b")]
    public void one_is_read_as_it_is_written(string text, string programme, string role)
    {
        ProgrammeRole.Read(text).ShouldBe(new ProgrammeRole(programme, role));
        $"{ProgrammeRole.Read(text)}".ShouldBe(text);
    }

    [Theory]
    [InlineData("summer")]
    [InlineData("=operator")]
    [InlineData("")]
    public void what_names_no_role_or_no_programme_is_none(string text) => ProgrammeRole.Read(text).ShouldBeNull();

    [Theory]
    [InlineData(Roles.Viewer, Roles.Operator, Need.Read, "summer winter")]
    [InlineData(Roles.Viewer, Roles.Operator, Need.CallEvents, "summer")]
    [InlineData(Roles.Viewer, Roles.Operator, Need.Audit, "")]
    [InlineData(Roles.Operator, Roles.Viewer, Need.CallEvents, "winter")]
    [InlineData(Roles.Installer, Roles.Auditor, Need.ManageVens, "winter")]
    [InlineData(Roles.Operator, "", Need.Read, "winter")]
    public void the_role_in_a_programme_goes_before_that_of_the_whole(string whole, string inSummer, Need need, string reach)
    {
        IReadOnlyList<ProgrammeRole> own = [new("summer", inSummer)];

        string.Join(' ', ProgrammeRole.Reach(need, Both, [whole], own)).ShouldBe(reach);
        ProgrammeRole.IsAllowed(need, Both, [whole], own).ShouldBe(reach.Length > 0);
    }

    [Fact]
    public void nobody_is_an_administrator_of_one_programme() =>
        ProgrammeRole.IsAllowed(Need.Administer, Both, [Roles.Viewer], [new("summer", Roles.Administrator)]).ShouldBeFalse();

    [Fact]
    public void several_roles_in_one_programme_all_count() =>
        ProgrammeRole
            .Reach(Need.CallEvents, Both, [Roles.Viewer], [new("winter", Roles.Auditor), new("winter", Roles.Operator)])
            .ShouldBe(["winter"]);

    [Fact]
    public void without_any_the_role_of_the_whole_holds_everywhere()
    {
        ProgrammeRole.Reach(Need.CallEvents, Both, [Roles.Operator], []).ShouldBe(Both);
        ProgrammeRole.IsAllowed(Need.CallEvents, [], [Roles.Operator], []).ShouldBeTrue();
        ProgrammeRole.IsAllowed(Need.CallEvents, Both, [Roles.Viewer], []).ShouldBeFalse();
    }
}
