using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Store;
using DrEvents.Backend.Tests.Trail;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Marten;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

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
        var (id, name) = await people.MakeUserAsync();
        var invited = await people.InviteAsync($"Ben {Guid.NewGuid():N}", Roles.Viewer);
        var known = await people.SignInAsync(name, "wrong password");
        var unknown = await people.SignInAsync("nobody of this name", "wrong password");
        var withoutPassword = await people.SignInAsync(invited.User.Name, "wrong password");

        unknown.ToString().ShouldBe(known.ToString());
        withoutPassword.ToString().ShouldBe(known.ToString());
        await Eventually.HoldsAsync("what is told of whom there is is stored", async () => await FailuresStoredAsync(id) == 1);
        // While nothing can be stored of users whom there is, nobody is answered sooner or later.
        await using var busy = Part<IDocumentStore>().LightweightSession();
        await busy.HoldAsync(AccessStream.Id, TestContext.Current.CancellationToken);
        foreach (var who in new[] { name, "nobody of this name", invited.User.Name })
        {
            var from = Stopwatch.GetTimestamp();
            (await people.SignInAsync(who, "wrong password")).Status.ShouldBe(400);
            Stopwatch.GetElapsedTime(from).ShouldBeGreaterThan(PasswordCheck.RefusedAfter * 0.9, who);
        }
        (await FailuresStoredAsync(id)).ShouldBe(1);
        await busy.DisposeAsync();
        await Eventually.HoldsAsync("what could not be stored is stored", async () => await FailuresStoredAsync(id) == 2);
    }

    /// <summary>By counts, since a noisy machine hides and shows times as it likes.</summary>
    [Fact]
    public async Task names_are_sought_by_how_much_is_done()
    {
        var (id, known) = await people.MakeUserAsync();
        var (_, locked) = await people.MakeUserAsync();
        var (_, coded) = await people.MakeUserAsync();
        await people.TurnTotpOnAsync(await people.TokenOfAsync(coded));
        for (var guess = 0; guess < Accounts.FailuresMax; guess++)
            await people.SignInAsync(locked, $"guess {guess}");
        var invited = await people.InviteAsync($"Fred {Guid.NewGuid():N}", Roles.Viewer);
        var (hashes, delays) = (new CountedHashes(Part<IPasswordHasher<User>>()), new NotedDelays());
        var accounts = new Accounts(
            people.Backend.Host.Services,
            Part<IOptions<IdentityOptions>>(),
            hashes,
            Part<IDataProtectionProvider>(),
            Part<ILogger<UserManager<User>>>()
        );
        using var check = new PasswordCheck(
            Part<IDocumentStore>(),
            accounts,
            Part<KnownAccess>(),
            delays,
            NullLogger<PasswordCheck>.Instance
        );

        foreach (
            var (name, password) in new[]
            {
                (known, "wrong password"),
                ("nobody of this name", "wrong password"),
                (invited.User.Name, "wrong password"),
                (locked, "wrong password"),
                (locked, PeopleBackend.Password),
                (coded, PeopleBackend.Password),
            }
        )
        {
            var (looked, waited) = (hashes.Count, delays.Noted.Count);
            var outcome = await check.SignInAsync(name, password, code: "000000", from: null, TestContext.Current.CancellationToken);

            outcome.ShouldBeOfType<SignInOutcome.Refused>(name);
            (hashes.Count - looked).ShouldBe(1, name);
            delays.Noted.Skip(waited).ShouldBe([PasswordCheck.RefusedAfter], customMessage: name);
        }
        (await check.SignInAsync(known, PeopleBackend.Password, null, null, default)).ShouldBeOfType<SignInOutcome.SignedIn>();
        (await FailuresStoredAsync(id)).ShouldBe(1);
    }

    [Fact]
    public async Task who_tries_names_is_told_whether_there_are_such_users_or_not()
    {
        var (_, locked) = await people.MakeUserAsync();
        for (var guess = 0; guess < Accounts.FailuresMax; guess++)
            await people.SignInAsync(locked, $"guess {guess}");
        var before = await RefusedAsync();

        foreach (var name in new[] { locked, "nobody of this name" })
            (await people.SignInAsync(name, "wrong password")).Status.ShouldBe(400);

        await Eventually.HoldsAsync("both are told", async () => await RefusedAsync() >= before + 2);

        async Task<int> RefusedAsync() =>
            (await people.Backend.ActionsAsync("outcome=refused&route=connect/token&limit=500"))
                .Actions.Where(a => a is { Route: "POST /connect/token", Status: 400 })
                .Sum(a => a.Count);
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

    private T Part<T>()
        where T : notnull => people.Backend.Host.Services.GetRequiredService<T>();

    /// <summary>Counts how many passwords are looked at.</summary>
    private sealed class CountedHashes(IPasswordHasher<User> hasher) : IPasswordHasher<User>
    {
        public int Count { get; private set; }

        public string HashPassword(User user, string password) => hasher.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
        {
            Count++;
            return hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }

    /// <summary>The machine's clock, with what was waited for by it.</summary>
    private sealed class NotedDelays : TimeProvider
    {
        public List<TimeSpan> Noted { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Noted.Add(dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
