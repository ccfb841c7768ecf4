using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Identity;
using DrEvents.Backend.Tests.Access;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Attacks;

/// <summary>What proves who somebody is, changed at random: nobody is taken for another, and nothing breaks. How many are tried, <see cref="Mutation"/> says.</summary>
public sealed class FuzzAttacks
{
    private static readonly string[] Parts = [.. Mutation.Snippets, "..", "=", "+/", "e30", "eyJhbGciOiJub25lIn0", "AAAA"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void no_request_for_a_certificate_is_taken_for_another_key_or_name(bool isText)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ven-1", key, HashAlgorithmName.SHA256);
        var (der, pem) = (request.CreateSigningRequest(), request.CreateSigningRequestPem());
        var good = AskedCertificate.Read(pem).Asked!;
        var random = new Random(18);
        var refused = 0;

        for (var i = 0; i < Mutation.Count; i++)
        {
            var mutant = isText
                ? Encoding.Latin1.GetString(Mutation.Of(Encoding.Latin1.GetBytes(pem), random, Parts))
                : PemEncoding.WriteString("CERTIFICATE REQUEST", Mutation.Of(der, random, Parts));

            var (asked, problem) = AskedCertificate.Read(mutant);

            if (asked is null)
            {
                problem.ShouldNotBeNullOrEmpty();
                refused++;
            }
            else
                (asked.KeyHash, asked.CommonName).ShouldBe((good.KeyHash, good.CommonName), mutant);
        }

        refused.ShouldBeGreaterThan(Mutation.Count / 2);
    }

    [Fact]
    public async Task no_token_that_was_changed_makes_somebody_of_its_sender()
    {
        await using var backend = await AccessBackend.StartAsync(("Access:AdministratorKey", Some.AdministratorKey));
        var token = await TokenAsync(backend);
        var bearers = backend.Host.Services.GetRequiredService<OwnBearers>();
        (await bearers.RecogniseAsync(token, default)).Caller!.Name.ShouldBe("Desk");

        await AllAreRefusedAsync(
            token,
            seed: 19,
            async mutant => bearers.IsOne(mutant) ? await bearers.RecogniseAsync(mutant, default) : "no token"
        );
    }

    [Fact]
    public async Task no_token_of_a_provider_that_was_changed_makes_somebody_of_its_sender()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var backend = await AccessBackend.StartAsync(
            ("Access:Authority", issuer.Url),
            ("Access:Audience", TestIssuer.Audience)
        );
        var tokens = backend.Host.Services.GetRequiredService<Tokens>();
        var token = issuer.Token(issuer.Claims(Roles.Viewer));
        (await RecogniseAsync(token)).Caller!.Name.ShouldBe("anna (subject-1)");

        await AllAreRefusedAsync(token, seed: 21, async mutant => tokens.IsOne(mutant) ? await RecogniseAsync(mutant) : "no token");

        async Task<Recognised> RecogniseAsync(string text)
        {
            await using var scope = backend.Host.Services.CreateAsyncScope();
            var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
            http.Request.Headers.Authorization = "Bearer " + text;
            return await tokens.RecogniseAsync(http);
        }
    }

    [Fact]
    public async Task no_key_that_was_changed_makes_somebody_of_its_sender()
    {
        await using var backend = await AccessBackend.StartAsync(("Access:AdministratorKey", Some.AdministratorKey));
        var key = (await backend.MakeAsync(Some.AdministratorKey, "Wall", Roles.Viewer)).Secret;
        var ways = backend.Host.Services.GetRequiredService<WaysIn>();
        var random = new Random(20);

        for (var i = 0; i < Mutation.Count; i++)
        {
            var mutant = Encoding.Latin1.GetString(Mutation.Of(Encoding.Latin1.GetBytes($"Bearer {key}"), random, Parts));
            var caller = ways.Recognise(
                new Shown(IPAddress.Loopback, IsOfThisMachine: true, PassedOnBy: null, Origin: null, mutant)
            ).Caller;
            if (caller is not null)
                mutant.Split(' ', 2)[^1].Trim().ShouldBe(key);
        }
    }

    /// <summary>Tries mutants of a token, half of them changed as text and half in what one of its parts stands for.</summary>
    private static async Task AllAreRefusedAsync(string token, int seed, Func<string, Task<Recognised>> recognise)
    {
        var parts = token.Split('.');
        var random = new Random(seed);
        var refused = 0;

        for (var i = 0; i < Mutation.Count; i++)
        {
            var mutant = i % 2 == 0 ? Text() : string.Join('.', OfParts(random.Next(3)));
            if ((await recognise(mutant)).Caller is null)
                refused++;
            else
                // The last letter of a part has bits that stand for nothing, and spaces around it are none of it.
                mutant.Trim().Split('.').Select(Read).ShouldBe(parts.Select(Read), mutant);
        }

        refused.ShouldBeGreaterThan(Mutation.Count / 2);

        string Text() => Encoding.Latin1.GetString(Mutation.Of(Encoding.Latin1.GetBytes(token), random, Parts));

        IEnumerable<string> OfParts(int changed) =>
            parts.Select((p, n) => n == changed ? Base64Url.EncodeToString(Mutation.Of(Base64Url.DecodeFromChars(p), random, Parts)) : p);

        // Some readers take both alphabets of base64, with what fills up.
        static string Read(string part) =>
            Convert.ToHexString(Base64Url.DecodeFromChars(part.Replace('+', '-').Replace('/', '_').TrimEnd('=')));
    }

    private static async Task<string> TokenAsync(AccessBackend backend)
    {
        using var made = await backend.AskAsync(
            HttpMethod.Post,
            "/api/access/clients",
            Some.AdministratorKey,
            new MakeClientRequest("Desk", Roles.Viewer)
        );
        var client = (await made.Content.ReadFromJsonAsync<ClientMadeView>())!;
        using var http = backend.Host.Server.CreateClient();
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = client.Client.Id,
                ["client_secret"] = client.Secret,
            }
        );
        using var answer = await http.PostAsync("/connect/token", form);
        return System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("access_token").GetString()!;
    }
}
