using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DrEvents.Backend.Tests.Access;
using DrEvents.Backend.Tests.Trail;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;

namespace DrEvents.Backend.Tests.Persons;

/// <summary>People who have no account did what people do; afterwards an id says that it was one and the same, and nothing says who.</summary>
public sealed class OtherErasureScenarios : IAsyncLifetime
{
    private const string Subject = "wolfram@provider.example";
    private const string Shown = "Wolfram Oberhuber";
    private const string ShownBefore = "Wolfram Niederhuber";
    private const string Holder = "Kunigunde Mair";
    private const string Ip = "198.51.100.24";

    private TestIssuer _issuer = null!;
    private TestDatabase _database = null!;
    private AccessBackend _people = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await TestIssuer.StartAsync();
        _database = await BackendDatabase.CreateAsync();
        _people = new AccessBackend(
            _database,
            await BackendFixture.StartAsync(
                _database.ConnectionString,
                new RecordingBroker(),
                TimeProvider.System,
                new Dictionary<string, string?>
                {
                    ["Access:AdministratorKey"] = Some.AdministratorKey,
                    ["Access:Authority"] = _issuer.Url,
                    ["Access:Audience"] = TestIssuer.Audience,
                }
            )
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _people.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task whoever_came_by_tokens_of_a_provider_is_named_nowhere_afterwards()
    {
        await DoAsync(Token(ShownBefore), "/api/programmes", """{"id":"his","name":"His"}""");
        await DoAsync(Token(Shown), "/api/vens", """{"name":"Plant","registrationId":"plant-1"}""");
        await DoAsync(Token(Shown), "/api/programmes/his/enrolments", """{"venIds":["plant-1"],"consentBy":"the owner"}""");
        await ExemptAsync(Some.AdministratorKey, $"{Shown} says so");
        var export = await ExportAsync(new OtherPersonRequest(Id: Subject));
        foreach (var held in new[] { Shown, ShownBefore, Subject, Ip, "ActionBegun", "VenEnrolled", "ProgrammeOpened" })
            export.ShouldContain(held);
        (await EraseAsync(new(" ", Id: Subject), HttpStatusCode.BadRequest)).ShouldContain("reason");
        (await EraseAsync(new($"{Shown} has left", Id: Subject), HttpStatusCode.BadRequest)).ShouldContain("which is to be erased");
        (await EraseAsync(new("letter 4", Id: "nobody@provider.example"), HttpStatusCode.NotFound)).ShouldContain("Nobody without");
        var looked = View(await EraseAsync(new("letter 4", Id: Subject, DryRun: true), HttpStatusCode.OK));
        (looked.Status, looked.Person).ShouldBe((ErasureStates.WouldErase, PersonKinds.Other));
        (await FoundAsync(Shown)).ShouldNotBeEmpty("it was only looked");

        var asked = View(await EraseAsync(new("letter 4", Id: Subject), HttpStatusCode.Accepted));

        var done = await UntilDoneAsync(asked.Id);
        done.Events.Select(e => e.Type).ShouldBe(looked.Events.Select(e => e.Type));
        foreach (var text in new[] { Shown, ShownBefore, Subject, Ip })
            (await FoundAsync(text)).ShouldBeEmpty();
        var actions = await ReadAsync($"/api/actions?who=erased:{asked.Id}&limit=500");
        actions.ShouldContain("POST /api/programmes");
        actions.ShouldContain($"\"whoId\":\"erased:{asked.Id}\"");
        await EraseAsync(new("letter 4", Id: Subject), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task who_held_a_key_is_erased_by_name_when_it_is_revoked_and_others_stay_who_they_are()
    {
        var key = await _people.MakeAsync(Some.AdministratorKey, Holder, Roles.Administrator);
        var other = await _people.MakeAsync(key.Secret, "Control room", Roles.Operator);
        await DoAsync(key.Secret, "/api/vens", """{"name":"Plant","registrationId":"plant-1"}""");
        await ExemptAsync(other.Secret, $"as {Holder.ToUpperInvariant()} said");
        (await EraseAsync(new("letter 5", Holder), HttpStatusCode.Conflict)).ShouldContain($"revoke {key.Key.Id} first");
        using (var revoked = await _people.AskAsync(HttpMethod.Delete, $"/api/access/keys/{key.Key.Id}", Some.AdministratorKey))
            revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        // From now on the name is a user's, and what he does is his.
        using (
            var invited = await _people.AskAsync(
                HttpMethod.Post,
                "/api/access/users",
                Some.AdministratorKey,
                new InviteUserRequest(Holder, Roles.Viewer)
            )
        )
            invited.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await ExportAsync(new OtherPersonRequest(Holder.ToLowerInvariant()))).ShouldNotContain("\"hash\"");

        var asked = View(await EraseAsync(new("letter 5", Id: key.Key.Id), HttpStatusCode.Accepted));

        await UntilDoneAsync(asked.Id);
        await Eventually.HoldsAsync(
            "the node knows him by an id alone",
            async () =>
            {
                var keys = JsonSerializer.Deserialize<ApiKeyView[]>(await ReadAsync("/api/access/keys"), JsonSerializerOptions.Web)!;
                return keys.Single(k => k.Id == key.Key.Id).Name == $"erased:{asked.Id}"
                    && keys.Single(k => k.Id == other.Key.Id).MadeBy == $"erased:{asked.Id}";
            }
        );
        (await FoundAsync(Holder)).ShouldAllBe(f =>
            f.Contains("Invited", StringComparison.OrdinalIgnoreCase) || f.Contains("user", StringComparison.OrdinalIgnoreCase)
        );
        (await ReadAsync("/api/access/users")).ShouldContain(Holder);
        var actions = await ReadAsync("/api/actions?limit=500");
        actions.ShouldContain($"\"who\":\"erased:{asked.Id}\"");
        actions.ShouldContain("\"who\":\"Control room\"");
        (await ReadAsync($"/api/access/others/{asked.Id}/erasure")).ShouldContain("letter 5");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("Somebody", "17")]
    [InlineData(" ", "")]
    public async Task whose_data_is_meant_has_to_be_said_once(string? name, string? id)
    {
        (await EraseAsync(new("letter", name, id), HttpStatusCode.BadRequest)).ShouldContain("or id is needed, and not both");
    }

    private string Token(string shown)
    {
        var claims = _issuer.Claims(Roles.Administrator);
        (claims["sub"], claims["preferred_username"]) = (Subject, shown);
        return _issuer.Token(claims);
    }

    private async Task ExemptAsync(string key, string why)
    {
        using var exempted = await _people.DoAsync(
            HttpMethod.Put,
            "/api/vens/plant-1/exemption",
            key,
            new ExemptVenRequest(ExemptionKinds.Other, "a test"),
            why
        );
        exempted.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task DoAsync(string token, string path, string body)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(body);
        var answered = await _people.Host.Server.SendAsync(context =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(Ip);
            context.Request.Method = HttpMethods.Post;
            context.Request.Path = path;
            context.Request.ContentType = "application/json";
            context.Request.ContentLength = bytes.Length;
            context.Request.Body = new MemoryStream(bytes);
            context.Request.Headers.Authorization = "Bearer " + token;
        });
        answered.Response.StatusCode.ShouldBeInRange(200, 201);
    }

    private async Task<string> EraseAsync(EraseOtherRequest request, HttpStatusCode status)
    {
        using var answer = await _people.AskAsync(HttpMethod.Post, "/api/access/others/erasure", Some.AdministratorKey, request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        return text;
    }

    private async Task<string> ExportAsync(OtherPersonRequest request)
    {
        using var answer = await _people.AskAsync(HttpMethod.Post, "/api/access/others/person", Some.AdministratorKey, request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<ErasureView> UntilDoneAsync(string personId)
    {
        ErasureView? done = null;
        await Eventually.HoldsAsync(
            "it is erased",
            async () => (done = View(await ReadAsync($"/api/access/others/{personId}/erasure"))).Status == ErasureStates.Done
        );
        return done!;
    }

    private async Task<string> ReadAsync(string path)
    {
        using var answer = await _people.AskAsync(HttpMethod.Get, path, Some.AdministratorKey);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await answer.Content.ReadAsStringAsync();
    }

    private Task<List<string>> FoundAsync(string text) => SearchedDatabase.FindAsync(_database.ConnectionString, text);

    private static ErasureView View(string text) => JsonSerializer.Deserialize<ErasureView>(text, JsonSerializerOptions.Web)!;
}
