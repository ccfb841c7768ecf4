using System.Net;
using System.Net.Http.Json;
using Alba;
using DrEvents.Backend.Tests.Access;
using DrEvents.Backend.Tests.Trail;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Persons;

/// <summary>A user did what users do; afterwards his id says that it was one and the same, and nothing says who.</summary>
public sealed class UserErasureScenarios
{
    private const string Name = "Xaver Unterholzner";
    private const string Ip = "198.51.100.23";

    [Fact]
    public async Task whoever_was_a_user_is_named_nowhere_afterwards_and_what_he_did_stays_his()
    {
        var database = await BackendDatabase.CreateAsync();
        (string, string?)[] settings = [("Access:AdministratorKey", Some.AdministratorKey), ("Http:SignInsPerMinute", "10000")];
        await using var people = new AccessBackend(database, await StartAsync());
        await using var another = await people.AnotherAsync(settings);
        var id = await MakeAsync(people);
        var token = await SignInAsync(people.Host);
        await DoAsync(people, token);
        using (
            var invited = await people.AskAsync(
                HttpMethod.Post,
                "/api/access/users",
                Some.AdministratorKey,
                new InviteUserRequest("Berta Anders", Roles.Viewer)
            )
        )
            invited.StatusCode.ShouldBe(HttpStatusCode.Created);
        var (export, _) = await ReadAsync(people.Host, $"/api/access/users/{id}/person");
        foreach (var held in new[] { Name, Ip, "UserSignedIn", "ActionBegun", "VenExempted", "ProgrammeOpened" })
            export.ShouldContain(held);
        foreach (var others in new[] { "PasswordHash", "\"hash\"", "Berta Anders" })
            export.ShouldNotContain(others);
        await EraseAsync(people, id, HttpStatusCode.Conflict, "still there: remove him first");
        using (var removed = await people.AskAsync(HttpMethod.Delete, $"/api/access/users/{id}", Some.AdministratorKey))
            removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        // His name is free again, and who has it next is somebody else.
        var next = await MakeAsync(people);
        await EraseAsync(people, id, HttpStatusCode.BadRequest, "which is to be erased", $"{Name} has left");

        await EraseAsync(people, id, HttpStatusCode.Accepted);

        ErasureView? done = null;
        await Eventually.HoldsAsync(
            "it is erased",
            async () =>
            {
                var (text, _) = await ReadAsync(people.Host, $"/api/access/users/{id}/erasure");
                done = System.Text.Json.JsonSerializer.Deserialize<ErasureView>(text, System.Text.Json.JsonSerializerOptions.Web);
                return done!.Status == ErasureStates.Done;
            }
        );
        foreach (var type in new[] { "UserInvited", "UserSignedIn", "ActionBegun", "VenExempted", "ProgrammeOpened", "ApiKeyMade" })
            done!.Events.Select(e => e.Type).ShouldContain(type);
        foreach (var node in new[] { people.Host, another })
            await Eventually.HoldsAsync(
                "each node knows him by his id alone",
                async () =>
                    (await UsersAsync(node)).Single(u => u.Id == id).Name == $"erased:{id}"
                    && (await UsersAsync(node)).Single(u => u.Id == next).Name == Name
            );
        (await FoundAsync(database, Ip)).ShouldBeEmpty();
        // Only of who has the name now.
        (await FoundAsync(database, Name))
            .Where(f => !f.Contains(next, StringComparison.Ordinal))
            .ShouldBeEmpty();
        var (actions, _) = await ReadAsync(people.Host, $"/api/actions?who={id}&limit=500");
        actions.ShouldContain($"\"who\":\"erased:{id}\"");
        actions.ShouldContain("POST /api/programmes");
        await EraseAsync(people, id, HttpStatusCode.OK);

        Task<IAlbaHost> StartAsync() =>
            BackendFixture.StartAsync(
                database.ConnectionString,
                new RecordingBroker(),
                TimeProvider.System,
                settings.ToDictionary(s => s.Item1, s => s.Item2)
            );
    }

    private static async Task<List<string>> FoundAsync(TestDatabase database, string text) =>
        await SearchedDatabase.FindAsync(database.ConnectionString, text);

    private static async Task<string> MakeAsync(AccessBackend people)
    {
        using var invited = await people.AskAsync(
            HttpMethod.Post,
            "/api/access/users",
            Some.AdministratorKey,
            new InviteUserRequest(Name, Roles.Administrator)
        );
        invited.StatusCode.ShouldBe(HttpStatusCode.Created, await invited.Content.ReadAsStringAsync());
        var view = (await invited.Content.ReadFromJsonAsync<UserInvitedView>())!;
        using var accepted = await people.AskAsync(
            HttpMethod.Post,
            "/api/access/invitations",
            null,
            new AcceptInvitationRequest(PeopleBackend.CodeOf(view.Link), PeopleBackend.Password, null)
        );
        accepted.StatusCode.ShouldBe(HttpStatusCode.OK, await accepted.Content.ReadAsStringAsync());
        return view.User.Id;
    }

    private static async Task<string> SignInAsync(IAlbaHost host)
    {
        var fields = $"grant_type=urn%3Adrevents%3Aperson&username={Uri.EscapeDataString(Name)}&password=";
        (await PostAsync(host, "/connect/token", fields + "wrong", "application/x-www-form-urlencoded", null)).Status.ShouldBe(400);
        var (status, text) = await PostAsync(
            host,
            "/connect/token",
            fields + Uri.EscapeDataString(PeopleBackend.Password),
            "application/x-www-form-urlencoded",
            null
        );
        status.ShouldBe(200, text);
        return System.Text.Json.JsonElement.Parse(text).GetProperty("access_token").GetString()!;
    }

    private static async Task DoAsync(AccessBackend people, string token)
    {
        foreach (
            var (path, body) in new[]
            {
                ("/api/programmes", """{"id":"his","name":"His"}"""),
                ("/api/vens", """{"name":"Plant","registrationId":"plant-1"}"""),
                ("/api/programmes/his/enrolments", """{"venIds":["plant-1"],"consentBy":"the owner"}"""),
                ("/api/access/keys", $$"""{"name":"{{Name}}","role":"viewer"}"""),
            }
        )
            (await PostAsync(people.Host, path, body, "application/json", token)).Status.ShouldBeInRange(200, 201);
        using var exempted = await people.DoAsync(
            HttpMethod.Put,
            "/api/vens/plant-1/exemption",
            token,
            new ExemptVenRequest(ExemptionKinds.Other, "a test"),
            $"{Name} says so"
        );
        exempted.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<(int Status, string Text)> PostAsync(IAlbaHost host, string path, string body, string type, string? token)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(body);
        var answered = await host.Server.SendAsync(context =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(Ip);
            context.Request.Method = HttpMethods.Post;
            context.Request.Path = path;
            context.Request.ContentType = type;
            context.Request.ContentLength = bytes.Length;
            context.Request.Body = new MemoryStream(bytes);
            if (token is not null)
                context.Request.Headers.Authorization = "Bearer " + token;
        });
        using var reader = new StreamReader(answered.Response.Body);
        return (answered.Response.StatusCode, await reader.ReadToEndAsync());
    }

    private static async Task EraseAsync(
        AccessBackend people,
        string id,
        HttpStatusCode status,
        string? said = null,
        string why = "letter 3"
    )
    {
        using var answer = await people.AskAsync(
            HttpMethod.Post,
            $"/api/access/users/{id}/erasure",
            Some.AdministratorKey,
            new EraseRequest(why)
        );
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        if (said is not null)
            text.ShouldContain(said);
    }

    private static async Task<UserView[]> UsersAsync(IAlbaHost host)
    {
        var (text, _) = await ReadAsync(host, "/api/access/users");
        return System.Text.Json.JsonSerializer.Deserialize<UserView[]>(text, System.Text.Json.JsonSerializerOptions.Web)!;
    }

    private static async Task<(string Text, int Status)> ReadAsync(IAlbaHost host, string path)
    {
        using var answer = await AccessBackend.AskAsync(host, HttpMethod.Get, path, Some.AdministratorKey);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return (await answer.Content.ReadAsStringAsync(), (int)answer.StatusCode);
    }
}
