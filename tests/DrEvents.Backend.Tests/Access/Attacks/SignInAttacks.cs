using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DrEvents.Backend.Features.Access;
using DrEvents.Contracts.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Access.Attacks;

/// <summary>What is tried to become somebody else: each is refused, and what is stored of it has an end.</summary>
[Collection(nameof(PeopleBackend))]
public sealed class SignInAttacks(PeopleBackend people)
{
    [Fact]
    public async Task passwords_are_guessed()
    {
        var (id, name) = await people.MakeUserAsync();
        for (var guess = 0; guess < Accounts.FailuresMax; guess++)
            (await people.SignInAsync(name, $"guess {guess}")).Status.ShouldBe(400);

        var (right, refused) = await people.SignInAsync(name);

        (right, refused.GetProperty("error").GetString()).ShouldBe((400, "invalid_grant"));
        (await LockedUntilAsync(id)).ShouldNotBeNull();
        for (var guess = 0; guess < 3; guess++)
            await people.SignInAsync(name, $"further {guess}");
        (await FailuresStoredAsync(id)).ShouldBe(Accounts.FailuresMax);

        (await people.StatusAsync(Some.AdministratorKey, $"/api/access/users/{id}/unlock", HttpMethod.Post)).ShouldBe(204);
        (await people.SignInAsync(name)).Status.ShouldBe(200);
    }

    /// <summary>Else whoever knows a name could throw the control room out.</summary>
    [Fact]
    public async Task a_user_is_locked_out_so_that_he_loses_what_he_is_doing()
    {
        var (_, name) = await people.MakeUserAsync();
        var token = await people.TokenOfAsync(name);

        for (var guess = 0; guess < Accounts.FailuresMax; guess++)
            await people.SignInAsync(name, $"guess {guess}");

        (await people.StatusAsync(token)).ShouldBe(200);
    }

    [Fact]
    public async Task names_are_sought_by_what_is_answered_and_by_how_long_it_takes()
    {
        var (_, name) = await people.MakeUserAsync();
        var invited = await people.InviteAsync($"Ben {Guid.NewGuid():N}", Roles.Viewer);
        var known = await people.SignInAsync(name, "wrong password");
        var unknown = await people.SignInAsync("nobody of this name", "wrong password");
        var withoutPassword = await people.SignInAsync(invited.User.Name, "wrong password");

        unknown.ToString().ShouldBe(known.ToString());
        withoutPassword.ToString().ShouldBe(known.ToString());
        // A hash is some tenth of a second, all else some thousandths: one that is left out is seen on any machine.
        var ofKnown = await LeastMsAsync(name);
        var ofUnknown = await LeastMsAsync("nobody of this name");
        ofUnknown.ShouldBeGreaterThan(ofKnown / 3);
        ofUnknown.ShouldBeLessThan(ofKnown * 3);
    }

    [Fact]
    public async Task a_link_is_used_twice()
    {
        var invited = await people.InviteAsync($"Cleo {Guid.NewGuid():N}", Roles.Administrator);
        var code = PeopleBackend.CodeOf(invited.Link);
        (await people.AcceptAsync(code, PeopleBackend.Password)).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var again = await people.AcceptAsync(code, PeopleBackend.OtherPassword);

        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await people.SignInAsync(invited.User.Name)).Status.ShouldBe(200);
        (await people.SignInAsync(invited.User.Name, PeopleBackend.OtherPassword)).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task a_link_is_guessed(string code)
    {
        using var answer = await people.AcceptAsync(code, PeopleBackend.Password, "Mallory");

        ((int)answer.StatusCode).ShouldBe(code.Length == 0 ? 400 : 409);
    }

    [Fact]
    public async Task two_use_a_link_at_the_same_time()
    {
        var invited = await people.InviteAsync($"Dora {Guid.NewGuid():N}", Roles.Viewer);
        var code = PeopleBackend.CodeOf(invited.Link);

        var both = await Task.WhenAll(
            people.AcceptAsync(code, PeopleBackend.Password),
            people.AcceptAsync(code, PeopleBackend.OtherPassword)
        );

        both.Select(a => (int)a.StatusCode).Order().ShouldBe([200, 409]);
    }

    [Theory]
    [InlineData("short", "less than 12")]
    [InlineData("passwordpassword", "easily guessed")]
    [InlineData("123456789012", "easily guessed")]
    [InlineData("qwertyuiop12", "easily guessed")]
    [InlineData(null, "is missing")]
    public async Task a_password_is_easy(string? password, string problem)
    {
        var invited = await people.InviteAsync($"Emil {Guid.NewGuid():N}", Roles.Viewer);

        using var answer = await people.AcceptAsync(PeopleBackend.CodeOf(invited.Link), password);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(problem);
    }

    [Fact]
    public async Task a_code_that_somebody_saw_is_used_again()
    {
        var (_, name) = await people.MakeUserAsync();
        var (secret, _) = await people.TurnTotpOnAsync(await people.TokenOfAsync(name));
        var seen = PeopleBackend.TotpCode(secret);
        (await people.SignInAsync(name, code: seen)).Status.ShouldBe(200);

        (await people.SignInAsync(name, code: seen)).Status.ShouldBe(400);
        (await people.SignInAsync(name, code: seen[..3] + " " + seen[3..])).Status.ShouldBe(400);
    }

    [Fact]
    public async Task codes_are_guessed()
    {
        var (id, name) = await people.MakeUserAsync();
        var (secret, _) = await people.TurnTotpOnAsync(await people.TokenOfAsync(name));

        for (var guess = 0; guess < Accounts.FailuresMax; guess++)
            (await people.SignInAsync(name, code: "00000" + guess)).Status.ShouldBe(400);

        (await people.SignInAsync(name, code: PeopleBackend.TotpCode(secret))).Status.ShouldBe(400);
        (await LockedUntilAsync(id)).ShouldNotBeNull();
    }

    [Fact]
    public async Task a_stolen_session_changes_the_account()
    {
        var (_, name) = await people.MakeUserAsync();
        var token = await people.TokenOfAsync(name);
        const string account = "/api/access/account";

        (
            await people.StatusAsync(
                token,
                account + "/password",
                HttpMethod.Post,
                new ChangePasswordRequest("guess", PeopleBackend.OtherPassword)
            )
        ).ShouldBe(400);
        (await people.StatusAsync(token, account + "/totp", HttpMethod.Post, new ConfirmPasswordRequest("guess"))).ShouldBe(400);
        (await people.StatusAsync(token, account + "/totp/confirm", HttpMethod.Post, new ConfirmTotpRequest("000000"))).ShouldBe(400);

        (await people.SignInAsync(name)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task many_sign_in_at_once()
    {
        // More than are looked at at once and may wait.
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 30 + Environment.ProcessorCount).Select(n => people.SignInAsync($"nobody {n}", "wrong"))
        );

        answers
            .Select(a => a.Body.GetProperty("error").GetString())
            .Distinct()
            .Order()
            .ShouldBe(["invalid_grant", "temporarily_unavailable"]);
        (await people.StatusAsync(Some.AdministratorKey)).ShouldBe(200);
    }

    [Fact]
    public async Task an_address_tries_without_end()
    {
        await using var host = await people.Backend.AnotherAsync(
            ("Access:AdministratorKey", Some.AdministratorKey),
            ("Http:SignInsPerMinute", "3")
        );
        for (var guess = 0; guess < 3; guess++)
            (await TryAsync("urn:drevents:person", "2001:db8::1")).ShouldBe(400);

        (await TryAsync("urn:drevents:person", "2001:db8::2")).ShouldBe(429, "it has the whole network");
        (await TryAsync("urn:drevents:person", "2001:db8:0:1::1")).ShouldBe(400, "others go on");
        (await TryAsync("client_credentials", "2001:db8::1")).ShouldNotBe(429, "what costs nothing is not counted");

        async Task<int> TryAsync(string grant, string from)
        {
            var form = await new FormUrlEncodedContent([
                new("grant_type", grant),
                new("username", "nobody"),
                new("password", "wrong"),
            ]).ReadAsByteArrayAsync();
            var answer = await host.Server.SendAsync(context =>
            {
                context.Request.Method = "POST";
                context.Request.Path = "/connect/token";
                context.Connection.RemoteIpAddress = IPAddress.Parse(from);
                context.Request.ContentType = "application/x-www-form-urlencoded";
                context.Request.ContentLength = form.Length;
                context.Request.Body = new MemoryStream(form);
            });
            return answer.Response.StatusCode;
        }
    }

    [Fact]
    public async Task a_code_that_was_used_is_written_otherwise()
    {
        var (_, name) = await people.MakeUserAsync();
        var (secret, _) = await people.TurnTotpOnAsync(await people.TokenOfAsync(name));
        var code = PeopleBackend.TotpCode(secret);
        (await people.SignInAsync(name, code: code)).Status.ShouldBe(200);

        (await people.SignInAsync(name, code: "0" + code)).Status.ShouldBe(400);
        (await people.SignInAsync(name, code: code.Insert(3, " "))).Status.ShouldBe(400);
    }

    private async Task<DateTimeOffset?> LockedUntilAsync(string id)
    {
        using var answer = await people.AskAsync(HttpMethod.Get, "/api/access/users", Some.AdministratorKey);
        return (await answer.Content.ReadFromJsonAsync<UserView[]>())!.Single(u => u.Id == id).LockedUntil;
    }

    private async Task<int> FailuresStoredAsync(string id)
    {
        await using var session = people.Backend.Host.Services.GetRequiredService<Marten.IDocumentStore>().QuerySession();
        var stored = await session.Events.FetchStreamAsync(AccessStream.SignInsOf(TimeProvider.System.GetUtcNow()));
        return stored.Select(e => e.Data).OfType<SignInFailed>().Count(f => f.Id == id);
    }

    private async Task<double> LeastMsAsync(string name)
    {
        var least = double.MaxValue;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var from = Stopwatch.GetTimestamp();
            await people.SignInAsync(name, "wrong password");
            least = Math.Min(least, Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }
        return least;
    }
}
