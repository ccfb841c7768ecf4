using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text;
using DrEvents.Contracts.Http;
using DrEvents.Dashboard.Access;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Dashboard.Tests.Accounts;

/// <summary>A page outlives the token that it came with: it gets another one before that ends.</summary>
public sealed class RenewalTests
{
    private static readonly DateTimeOffset Start = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly PagesAccess Pages = new(() => false, _ => null, () => null);
    private readonly FakeTimeProvider _clock = new(Start);

    [Fact]
    public async Task a_token_that_ends_soon_is_renewed_once_for_all_who_ask()
    {
        var next = Token(Start.AddMinutes(30));
        var server = new Server(_ => JsonContent.Create(new { access_token = next, refresh_token = "second" }));
        using var person = Of(server, Token(Start.AddMinutes(15)), "first");
        (await person.KeyAsync(CancellationToken.None)).ShouldBe(Token(Start.AddMinutes(15)));
        server.Asked.ShouldBe(0);

        _clock.Advance(TimeSpan.FromMinutes(14));
        var keys = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => person.KeyAsync(CancellationToken.None).AsTask()));

        keys.ShouldAllBe(key => key == next);
        server.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task a_session_that_is_over_keeps_the_old_token_which_the_backend_refuses()
    {
        var server = new Server(_ => JsonContent.Create(new { error = "invalid_grant", error_description = "The session has ended" }));
        var old = Token(Start.AddMinutes(1));
        using var person = Of(server, old, "first");

        (await person.KeyAsync(CancellationToken.None)).ShouldBe(old);
        (await new OwnTokens(server, Pages, _clock).RenewAsync("first", CancellationToken.None)).ShouldBe(
            new TokenAnswer(null, null, "The session has ended")
        );
    }

    [Theory]
    [InlineData("dre_5d0c9e21_AAAA")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("a.eyJleHAiOiJ4In0.c")]
    [InlineData("")]
    public void what_is_no_token_has_no_end(string text) =>
        new OwnTokens(new Server(_ => null!), Pages, _clock).IsToRenew(text).ShouldBeFalse();

    private Person Of(Server server, string key, string renewal)
    {
        var person = new Person(new OwnTokens(server, Pages, _clock));
        person.Is(new ClaimsPrincipal(new ClaimsIdentity([new(PersonClaims.Key, key), new(PersonClaims.Renewal, renewal)], "test")));
        person.HasAccount.ShouldBeTrue();
        return person;
    }

    private static string Token(DateTimeOffset until) =>
        $"a.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"exp":{{until.ToUnixTimeSeconds()}}}"""))}.c";

    private sealed class Server(Func<HttpRequestMessage, HttpContent> answer) : HttpMessageHandler, IHttpClientFactory
    {
        private int _asked;

        public int Asked => _asked;

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false) { BaseAddress = new Uri("http://localhost/") };

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            await Task.Yield();
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = answer(request) };
        }
    }
}
