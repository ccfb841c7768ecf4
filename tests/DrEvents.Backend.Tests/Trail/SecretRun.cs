using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DrEvents.Backend.Tests.Access;
using DrEvents.Backend.Tests.Hosting;
using DrEvents.Backend.Tests.Identity;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Trail;

/// <summary>All that an installation does with its secrets: people, programs and a VEN come, are let in, act, and leave; each secret is kept by its name.</summary>
internal sealed class SecretRun(AccessBackend backend, RecordingBroker broker)
{
    private const string Administrator = Some.AdministratorKey;
    private const string Home = "home-of-secrets";
    private const string Anna = "Anna of the secrets";

    /// <summary>Not those of the examples, which the document of the interface shows.</summary>
    private const string Password = "seventeen grey herons wade";
    private const string LaterPassword = "nobody paints the old ferry";

    private readonly PeopleBackend _people = PeopleBackend.Over(backend);

    /// <summary>The secrets, by what they are.</summary>
    public Dictionary<string, string> Secrets { get; } = new() { ["administrator's key"] = Administrator };

    public async Task GoAsync()
    {
        await PersonAsync();
        await ProgramAsync();
        await HomeAsync();
        await KeyAndWebhookAsync();
    }

    /// <summary>Comes by an invitation, turns an authenticator on, signs in by each way, and changes the password.</summary>
    private async Task PersonAsync()
    {
        var setup = await SendAsync<LinkView>("/api/access/setup", Administrator);
        Secrets["code of the setup"] = PeopleBackend.CodeOf(setup);
        var invited = await _people.InviteAsync(Anna, Roles.Operator);
        var code = Secrets["code of an invitation"] = PeopleBackend.CodeOf(invited.Link);
        (await _people.AcceptAsync(code, Password)).Dispose();
        Secrets["password"] = Password;
        Secrets["later password"] = LaterPassword;
        Secrets["wrong password"] = "not the password of anybody";
        var token = await _people.TokenOfAsync(Anna, Password);
        var (totp, recovery) = await _people.TurnTotpOnAsync(token, Password);
        Secrets["key of an authenticator"] = totp;
        foreach (var (number, one) in recovery.Index())
            Secrets[$"recovery code {number}"] = one;
        await _people.SignInAsync(Anna, Secrets["wrong password"]);
        await _people.SignInAsync(Anna, Password, code: recovery[0]);
        var (_, signedIn) = await _people.SignInAsync(Anna, Password, code: PeopleBackend.TotpCode(totp));
        KeepTokens("of a user", signedIn);
        var (_, renewed) = await _people.TokenAsync(
            new("grant_type", "refresh_token"),
            new("refresh_token", Secrets["refresh token of a user"])
        );
        KeepTokens("that was renewed", renewed);
        var change = new ChangePasswordRequest(Password, LaterPassword);
        (
            await _people.StatusAsync(Secrets["access token that was renewed"], "/api/access/account/password", HttpMethod.Post, change)
        ).ShouldBeInRange(200, 299);
    }

    private async Task ProgramAsync()
    {
        var client = await _people.MakeClientAsync();
        Secrets["secret of a client"] = client.Secret;
        var (_, token) = await _people.ClientTokenAsync(client);
        Secrets["access token of a client"] = token.GetProperty("access_token").GetString()!;
        (await _people.StatusAsync(Secrets["access token of a client"])).ShouldBe(200);
        await _people.ClientTokenAsync(client, client.Secret + "x");
    }

    /// <summary>Enrols, reports, is sent commands and answers them.</summary>
    private async Task HomeAsync()
    {
        await SendAsync<VenView>("/api/vens", Administrator, new RegisterVenRequest("Home", RegistrationId: Home));
        var offer = await SendAsync<EnrolmentOfferView>($"/api/vens/{Home}/enrolment", Administrator);
        Secrets["code of an enrolment"] = offer.Code;
        using var ven = new TestVen(Home);
        using var other = new TestVen(Home);
        var enrolled = await SendAsync<EnrolledView>("/api/enrol", key: null, new EnrolRequest(offer.Code, ven.Csr()));
        // Used again by another key, and with its last letter wrong.
        (await backend.AskAsync(HttpMethod.Post, "/api/enrol", null, new EnrolRequest(offer.Code, other.Csr()))).Dispose();
        (await backend.AskAsync(HttpMethod.Post, "/api/enrol", null, new EnrolRequest(offer.Code[..^1], other.Csr()))).Dispose();
        var now = TimeProvider.System.GetUtcNow();
        string[] words = [VenCapabilities.Announcements, .. enrolled.CommandKeys.Select(k => VenCapabilities.CommandKey(k.KeyId))];
        await DeliverAsync(Topics.Status(Home), Encoding.UTF8.GetString(new VenStatusMessage(true, now, 10, words, 1).ToUtf8()));
        await DeliverAsync(
            Topics.Telemetry(Home),
            $$"""{"timestamp":{{now.ToUnixTimeSeconds()}},"usedPowerKw":3,"loads":[{"id":"ev","currentPowerKw":2}]}"""
        );
        var ping = await SendAsync<CommandTaken>($"/api/vens/{Home}/commands", Administrator, new SendCommandRequest("ping"));
        await Eventually.HoldsAsync("the command is published", () => Sent().Contains(ping.CorrelationId, StringComparison.Ordinal));
        Sent().ShouldContain("signature");
        await DeliverAsync(Topics.Ack(Home), $$"""{"op":"ping","correlationId":"{{ping.CorrelationId}}","ok":true}""");
        await DeliverAsync(Topics.Telemetry(Home), "no sample");

        string Sent() => string.Join('\n', broker.Published.Where(p => p.Topic == Topics.Command(Home)).Select(p => p.Payload));
    }

    private async Task KeyAndWebhookAsync()
    {
        var made = await backend.MakeAsync(Administrator, "Wall", Roles.Administrator);
        Secrets["API key"] = made.Secret;
        Secrets["secret of the API key"] = made.Secret[13..];
        var hook = new CreateWebhookRequest("Hook", "https://8.8.8.8/hook", Enabled: false);
        var webhook = await SendAsync<WebhookMade>("/api/webhooks", made.Secret, hook);
        Secrets["secret of a webhook"] = webhook.Secret;
        var renewed = await SendAsync<WebhookSecretView>($"/api/webhooks/{webhook.Webhook.Id}/secret", made.Secret);
        Secrets["later secret of a webhook"] = renewed.Secret;
        // Sent where they do not belong, as people do by mistake, and refused.
        foreach (var wrong in new[] { made.Secret + "x", "dre_00000000_" + made.Secret[13..], Secrets["secret of a client"] })
            (await _people.StatusAsync(wrong)).ShouldBe(401);
        (await _people.StatusAsync(made.Secret, $"/api/access/keys/{made.Key.Id}", HttpMethod.Delete)).ShouldBe(204);
    }

    private void KeepTokens(string whose, JsonElement answer)
    {
        Secrets["access token " + whose] = answer.GetProperty("access_token").GetString()!;
        Secrets["refresh token " + whose] = answer.GetProperty("refresh_token").GetString()!;
    }

    private Task DeliverAsync(string topic, string payload) => BackendFixture.DeliverAsync(backend.Host, (topic, payload));

    private async Task<T> SendAsync<T>(string path, string? key, object? body = null)
    {
        using var answer = await backend.AskAsync(HttpMethod.Post, path, key, body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<T>())!;
    }
}
