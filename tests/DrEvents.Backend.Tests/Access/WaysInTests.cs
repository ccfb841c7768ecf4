using System.Net;
using DrEvents.Backend.Features.Access;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Access;

/// <summary>Who is let in, by what his request shows.</summary>
public sealed class WaysInTests
{
    private static readonly ApiKey Key = ApiKey.New();
    private static readonly AccessState WithKey = Some.State(Some.Made(Key));

    [Fact]
    public void before_access_is_set_up_this_machine_is_an_administrator()
    {
        var (caller, _) = Some.Ways(AccessState.Nothing).Recognise(Some.OwnRequest);

        (caller!.Name, caller.Way, caller.May(Need.Administer)).ShouldBe((Ways.Loopback, Ways.Loopback, true));
    }

    [Fact]
    public void before_access_is_set_up_nobody_else_is_anybody()
    {
        var ways = Some.Ways(AccessState.Nothing);

        ways.Recognise(Some.Request).Why.ShouldBe($"The request comes from 192.0.2.7, and access is not set up: {WaysIn.ToSetUp}");
        ways.Recognise(Some.Request with { From = null }).Caller.ShouldBeNull();
        ways.Recognise(With(Key.Text)).Caller.ShouldBeNull();
    }

    [Fact]
    public void what_another_server_passes_on_is_not_of_this_machine() =>
        Some.Ways(AccessState.Nothing)
            .Recognise(Some.OwnRequest with { PassedOnBy = "X-Forwarded-For" })
            .Why.ShouldStartWith("The request was passed on by another server (X-Forwarded-For), and access is not set up");

    [Fact]
    public void with_a_key_this_machine_is_asked_too()
    {
        Some.Ways(WithKey).Recognise(Some.OwnRequest).Caller.ShouldBeNull();
        Some.Ways(AccessState.Nothing, Some.AdministratorKey).Recognise(Some.OwnRequest).Caller.ShouldBeNull();
    }

    [Fact]
    public void what_was_closed_once_is_not_open_again() =>
        Some.Ways(Some.State(Some.Made(Key), new ApiKeyRevoked(Key.Id, "somebody", Some.Now)))
            .Recognise(Some.OwnRequest)
            .Caller.ShouldBeNull();

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("bearer ")]
    [InlineData("Bearer  ")]
    public void a_key_lets_in_with_its_role_and_name(string scheme)
    {
        var state = Some.State(Some.Made(Key, Roles.Operator));

        var (caller, _) = Some.Ways(state).Recognise(Some.Request with { Authorization = scheme + Key.Text });

        (caller!.Name, caller.Way).ShouldBe(("Control centre", Ways.Key));
        caller.Needs.ShouldBe([Need.Read, Need.CallEvents, Need.ManageVens, Need.Settle]);
    }

    [Fact]
    public void a_key_is_refused_from_its_end_on_and_when_it_is_revoked()
    {
        var ends = Some.State(Some.Made(Key, expiresAt: Some.Now));
        var holds = Some.State(Some.Made(Key, expiresAt: Some.Now.AddSeconds(1)));
        var revoked = Some.State(Some.Made(Key), new ApiKeyRevoked(Key.Id, "Anna", Some.Now));

        Some.Ways(ends).Recognise(With(Key.Text)).Why.ShouldBe($"Key {Key.Id} has expired");
        Some.Ways(holds).Recognise(With(Key.Text)).Caller.ShouldNotBeNull();
        Some.Ways(revoked).Recognise(With(Key.Text)).Why.ShouldBe($"Key {Key.Id} was revoked by Anna");
    }

    /// <summary>The id is no secret: who knows it alone learns nothing, not even whether there is such a key.</summary>
    [Fact]
    public void a_wrong_key_is_not_known_whatever_is_wrong_with_it()
    {
        var last = Key.Text[^1] == 'A' ? 'B' : 'A';
        string[] wrong =
        [
            Key.Text[..^1] + last,
            Key.Text[..^1],
            Key.Text + "A",
            Key.Text.ToUpperInvariant(),
            ApiKey.New().Text,
            $"dre_{Key.Id}_",
            $"dre_{Key.Id}",
            "dre_",
            "",
            "x",
            Key.Hash,
            Some.AdministratorKey,
            new string('x', 100_000),
        ];

        var ways = Some.Ways(Some.State(Some.Made(Key), new ApiKeyRevoked(Key.Id, "Anna", Some.Now)));
        foreach (var text in wrong)
            ways.Recognise(With(text)).ShouldBe(new Recognised(null, "The key is not known"), text);
    }

    [Theory]
    [InlineData("Basic YTpi")]
    [InlineData("dre_12345678_x")]
    [InlineData("Bearer")]
    public void another_scheme_than_bearer_is_named(string authorization) =>
        Some.Ways(WithKey)
            .Recognise(Some.Request with { Authorization = authorization })
            .Why.ShouldBe("Authorization has to be Bearer and a key");

    [Fact]
    public void the_key_of_the_settings_is_an_administrators()
    {
        var ways = Some.Ways(WithKey, Some.AdministratorKey);

        var (caller, _) = ways.Recognise(With(Some.AdministratorKey));

        (caller!.Way, caller.May(Need.Administer)).ShouldBe((Ways.AdministratorKey, true));
        ways.Recognise(With(Some.AdministratorKey + "x")).Caller.ShouldBeNull();
        ways.Recognise(With(Key.Text)).Caller.ShouldNotBeNull();
    }

    [Fact]
    public void parts_of_the_process_have_keys_of_their_own_and_none_is_an_administrators()
    {
        var own = new OwnKeys();
        var ways = Some.Ways(WithKey, own: own);

        ways.Recognise(With(own.Of(Roles.Viewer))).Caller!.RoleNames.ShouldBe([Roles.Viewer]);
        ways.Recognise(With(new OwnKeys().Of(Roles.Viewer))).Caller.ShouldBeNull();
        Should.Throw<ArgumentException>(() => own.Of(Roles.Administrator));
    }

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.7", true)]
    [InlineData("192.0.2.7/32", "192.0.2.7", true)]
    [InlineData("192.0.2.8/32", "192.0.2.7", false)]
    [InlineData("127.0.0.0/8", "127.0.0.1", true)]
    [InlineData("2001:db8::/32", "2001:db8::1", true)]
    [InlineData("2001:db8::/32", "192.0.2.7", false)]
    public void a_grant_lets_its_addresses_in(string addresses, string from, bool isLetIn)
    {
        var ways = Some.Ways(Some.State(Some.Made(Key), Some.Granted(addresses)));

        var (caller, why) = ways.Recognise(Some.Request with { From = IPAddress.Parse(from) });

        (caller is not null).ShouldBe(isLetIn, why);
        if (caller is not null)
            (caller.Name, caller.Way, caller.RoleNames[0]).ShouldBe(("Scripts", Ways.Grant, Roles.Installer));
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(null, "https://a.example", false)]
    [InlineData("https://a.example", "https://a.example", true)]
    [InlineData("https://a.example", "https://A.example", true)]
    [InlineData("https://a.example", "https://b.example", false)]
    [InlineData("https://a.example", "null", false)]
    [InlineData("https://a.example", null, false)]
    public void a_grant_without_an_origin_is_for_programs_and_one_with_an_origin_for_its_pages(string? granted, string? sent, bool isLetIn)
    {
        var ways = Some.Ways(Some.State(Some.Made(Key), Some.Granted("192.0.2.0/24", granted)));

        (ways.Recognise(Some.Request with { Origin = sent }).Caller is not null).ShouldBe(isLetIn);
    }

    [Fact]
    public void a_grant_lets_nobody_in_who_is_passed_on_or_sends_a_wrong_key_or_comes_after_its_end()
    {
        var granted = Some.Granted("192.0.2.0/24");
        var ways = Some.Ways(Some.State(Some.Made(Key), granted));

        ways.Recognise(Some.Request with { PassedOnBy = "Forwarded" }).Why.ShouldContain("passed on by another server (Forwarded)");
        ways.Recognise(With("wrong")).Caller.ShouldBeNull();
        Some.Ways(Some.State(Some.Made(Key), granted, new GrantRevoked(granted.Id, "somebody", Some.Now)))
            .Recognise(Some.Request)
            .Caller.ShouldBeNull();
    }

    private static Shown With(string key) => Some.Request with { Authorization = "Bearer " + key };

    [Fact]
    public void who_has_another_role_in_a_programme_is_not_still_who_he_was()
    {
        var before = State(new Dictionary<string, string> { ["winter"] = Roles.Viewer });
        var caller = Some.Ways(before).Recognise(With(Key.Text)).Caller!;
        caller = Caller.Of((caller with { Asks = Need.CallEvents }).ToPrincipal())!;

        (caller.May(Need.CallEvents), caller.May(Need.Audit)).ShouldBe((true, false));
        caller.Programmes.ShouldBe(["summer"]);
        caller.BoundedTo.ShouldBe(["summer", "winter"]);
        Some.Ways(before).IsStill(caller).ShouldBeTrue();
        Some.Ways(State(new Dictionary<string, string> { ["winter"] = Roles.Auditor })).IsStill(caller).ShouldBeFalse();
        Some.Ways(State(null)).IsStill(caller).ShouldBeFalse();

        static AccessState State(IReadOnlyDictionary<string, string>? roles) =>
            Some.State(
                Some.Made(Key, Roles.Operator),
                new ProgrammesBound(Ways.Key, Key.Id, ["summer", "winter"], "somebody", Some.Now, roles)
            );
    }

    /// <summary>As it was stored before there were roles of programmes.</summary>
    [Fact]
    public void whoever_was_bounded_before_has_one_role_in_all_his_programmes()
    {
        var stored = $$"""{"way":"key","id":"{{Key.Id}}","programmes":["summer"],"by":"somebody","at":"2026-07-01T12:00:00Z"}""";
        var bound = System.Text.Json.JsonSerializer.Deserialize<ProgrammesBound>(stored, System.Text.Json.JsonSerializerOptions.Web)!;

        var caller = Some.Ways(Some.State(Some.Made(Key, Roles.Operator), bound)).Recognise(With(Key.Text)).Caller!;

        caller.ProgrammeRoles.ShouldBeEmpty();
        caller.ReachOf(Need.CallEvents).ShouldBe(["summer"]);
        caller.May(Need.Audit).ShouldBeFalse();
    }
}
