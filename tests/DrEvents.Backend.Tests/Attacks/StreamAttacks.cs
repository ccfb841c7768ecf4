using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using DrEvents.Backend.Tests.Access;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Attacks;

/// <summary>Whoever is bounded to a programme listens to streams, from now on and from long before, for what is of another one.</summary>
public sealed class StreamAttacks(BoundedBackend bounded) : IClassFixture<BoundedBackend>
{
    private const string Own = BoundedBackend.Own;
    private const string Other = BoundedBackend.Other;
    private const string OwnVen = BoundedBackend.OwnVen;
    private const string OtherVen = BoundedBackend.OtherVen;

    private AccessBackend Backend => bounded.Backend;

    private string[] OfOthers => [OtherVen, BoundedBackend.OtherHome, bounded.OtherEvent, Other];

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(3)]
    public async Task the_stream_tells_what_is_of_the_own_programme_and_nothing_else(int? lastEventId)
    {
        using var http = ClientOf(bounded.Keys[Roles.Operator]);
        await using var stream = await HeardStream.OpenAsync(http, "/api/stream", lastEventId);
        using var all = ClientOf(Some.AdministratorKey);
        await using var whole = await HeardStream.OpenAsync(all, "/api/stream", lastEventId);
        await Eventually.HoldsAsync("the fleet is told", () => stream.Of("network").Any() && stream.Of("events").Any());

        var other = await bounded.CallAsync(Some.AdministratorKey, Other);
        var nobodys = await CallForNobodyAsync();
        var own = await bounded.CallAsync(Some.AdministratorKey, Own);
        // What is stored last is told last.
        await Eventually.HoldsAsync(
            "the own event is told",
            () => Text(stream).Contains(own) && stream.Stored.Any(s => Says(s, own)),
            withinS: 30
        );
        await Eventually.HoldsAsync(
            "whoever is of the whole installation is told all",
            () => Text(whole).Contains(other) && Text(whole).Contains(nobodys)
        );

        foreach (var id in new[] { other, nobodys }.Concat(OfOthers))
            Text(stream).ShouldNotContain(id);
        var network = stream.Of("network").Last();
        network.GetProperty("venCount").GetInt32().ShouldBe(1);
        network.TryGetProperty("totalHousePowerToday", out var today).ShouldBe(today.ValueKind == System.Text.Json.JsonValueKind.Null);
        whole.Of("network").Last().GetProperty("venCount").GetInt32().ShouldBeGreaterThan(1);
        stream
            .Of("attention")
            .SelectMany(a => a.GetProperty("items").EnumerateArray())
            .ShouldAllBe(a => a.GetProperty("kind").GetString() == "broker");
    }

    [Fact]
    public async Task who_comes_again_with_any_id_is_told_what_was_missed_of_the_own_programme_alone()
    {
        using var http = ClientOf(bounded.Keys[Roles.Viewer]);
        var missed = await bounded.CallAsync(Some.AdministratorKey, Own);

        await using var stream = await HeardStream.OpenAsync(http, "/api/stream?only=stored&lastEventId=0");
        await Eventually.HoldsAsync("what was missed is told", () => stream.Stored.Any(s => Says(s, missed)), withinS: 30);

        stream.Stored.ShouldContain(s => Says(s, bounded.OwnEvent));
        stream.Stored.ShouldContain(s => s.GetProperty("type").GetString() == "VenRegistered" && Says(s, OwnVen));
        stream.Stored.ShouldContain(s => s.GetProperty("stream").GetString() == $"programme/{Own}");
        foreach (var id in OfOthers)
            Text(stream).ShouldNotContain(id);
        // Who may do what is of the whole installation.
        stream.Stored.ShouldNotContain(s => s.GetProperty("stream").GetString()!.StartsWith("access"));
    }

    [Fact]
    public async Task the_stream_of_an_event_is_there_for_the_own_one_alone()
    {
        foreach (var (role, key) in bounded.Keys)
        {
            using var other = await Backend.AskAsync(HttpMethod.Get, $"/api/events/{bounded.OtherEvent}/stream", key);
            other.StatusCode.ShouldBe(HttpStatusCode.NotFound, role);
        }
        using var http = ClientOf(bounded.Keys[Roles.Installer]);
        await using var stream = await HeardStream.OpenAsync(http, $"/api/events/{bounded.OwnEvent}/stream", lastEventId: 0);

        await Eventually.HoldsAsync(
            "the event is told",
            () => stream.Of("event").Any() && stream.Of("metrics").Any() && stream.Stored.Any(),
            withinS: 30
        );

        stream.Of("event").Last().GetProperty("id").GetString().ShouldBe(bounded.OwnEvent);
        foreach (var id in OfOthers)
            Text(stream).ShouldNotContain(id);
    }

    [Fact]
    public async Task a_stream_that_is_open_ends_when_its_user_is_bounded_to_other_programmes()
    {
        await bounded.OpenAsync("stream-programme", "stream-ven", "Villa Stream");
        var user = await MakeUserAsync("stream-programme");
        using var http = ClientOf(user.Token);
        await using var stream = await HeardStream.OpenAsync(http, "/api/stream");
        await Eventually.HoldsAsync("the fleet is told", () => stream.Of("network").Any());
        stream.IsOver.ShouldBeFalse();

        using (
            var bound = await Backend.AskAsync(
                HttpMethod.Put,
                $"/api/access/users/{user.Id}/programmes",
                Some.AdministratorKey,
                new BoundUserRequest([Own])
            )
        )
            bound.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await Eventually.HoldsAsync("it ends", () => stream.IsOver, withinS: 60);
    }

    [Fact]
    public async Task a_ven_that_joins_is_told_of_within_seconds_and_one_that_leaves_no_more()
    {
        await bounded.OpenAsync("moving-programme", "stays-ven", "Villa Stays");
        await bounded.MadeAsync("/api/vens", new RegisterVenRequest("Villa Moves", new GeoLocation(52, 13), RegistrationId: "moves-ven"));
        using var http = ClientOf(await bounded.KeyAsync(Roles.Viewer, "moving-programme"));
        await using var stream = await HeardStream.OpenAsync(http, "/api/stream");
        await CountsAsync(1);

        await bounded.MadeAsync("/api/programmes/moving-programme/enrolments", new { venIds = new[] { "moves-ven" }, consentBy = "Ada" });
        await CountsAsync(2);
        await bounded.MadeAsync("/api/programmes/moving-programme/leavings", new LeaveProgrammeRequest(["moves-ven"], "moved"));
        await CountsAsync(1);

        Task CountsAsync(int vens) =>
            Eventually.HoldsAsync(
                $"{vens} are counted",
                () =>
                    stream.Of("network").LastOrDefault() is { ValueKind: System.Text.Json.JsonValueKind.Object } n
                    && n.GetProperty("venCount").GetInt32() == vens,
                withinS: 30
            );
    }

    private async Task<string> CallForNobodyAsync()
    {
        using var answer = await Backend.AskAsync(
            HttpMethod.Post,
            "/api/events",
            Some.AdministratorKey,
            BoundedBackend.Asked(programme: null)
        );
        return (await answer.Content.ReadFromJsonAsync<EventView>())!.Id;
    }

    /// <summary>A user who set a password and signed in.</summary>
    private async Task<(string Id, string Token)> MakeUserAsync(params string[] programmes)
    {
        const string password = PeopleBackend.Password;
        using var asked = await Backend.AskAsync(
            HttpMethod.Post,
            "/api/access/users",
            Some.AdministratorKey,
            new InviteUserRequest($"Cleo {Guid.NewGuid():N}", Roles.Viewer, programmes)
        );
        var invited = (await asked.Content.ReadFromJsonAsync<UserInvitedView>())!;
        var code = PeopleBackend.CodeOf(invited.Link);
        (await Backend.AskAsync(HttpMethod.Post, "/api/access/invitations", null, new AcceptInvitationRequest(code, password))).Dispose();
        using var given = await Backend
            .Host.Server.CreateClient()
            .PostAsync(
                "/connect/token",
                new FormUrlEncodedContent([
                    new("grant_type", "urn:drevents:person"),
                    new("username", invited.User.Name),
                    new("password", password),
                ])
            );
        given.StatusCode.ShouldBe(HttpStatusCode.OK, await given.Content.ReadAsStringAsync());
        var answer = await given.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>();
        return (invited.User.Id, answer.GetProperty("access_token").GetString()!);
    }

    private HttpClient ClientOf(string key)
    {
        var http = Backend.Host.Server.CreateClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    private static bool Says(System.Text.Json.JsonElement item, string what) => item.GetRawText().Contains(what, StringComparison.Ordinal);

    private static string Text(HeardStream stream) =>
        stream.Heard.Aggregate(new StringBuilder(), (text, m) => text.Append(m.Data.GetRawText()).Append('\n'), text => text.ToString());
}
