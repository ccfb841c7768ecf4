using DrEvents.Backend.Features.Access;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Access;

/// <summary>What a key is made of, and which settings and grants there can be.</summary>
public sealed class ApiKeyTests
{
    [Fact]
    public void a_key_has_an_id_and_a_secret_of_32_bytes_and_only_its_hash_is_kept()
    {
        var (one, other) = (ApiKey.New(), ApiKey.New());

        one.Text.ShouldMatch("^dre_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$");
        ApiKey.IdIn(one.Text).ShouldBe(one.Id);
        one.Text.ShouldNotBe(other.Text);
        one.Hash.ShouldMatch("^[0-9a-f]{64}$");
        Convert.FromHexString(one.Hash).ShouldBe(ApiKey.HashOf(one.Text));
    }

    [Fact]
    public void the_newest_state_is_kept_whoever_tells_of_it_last()
    {
        var known = new KnownAccess();
        var key = ApiKey.New();

        known.Learn(Some.State(Some.Made(key), new ApiKeyRevoked(key.Id, "somebody", Some.Now)));
        known.Learn(Some.State(Some.Made(key)));

        known.State.Keys[key.Id].Revoked.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(Roles.Administrator, false, true)]
    [InlineData(Roles.Administrator, true, false)]
    [InlineData(Roles.Operator, false, false)]
    public void the_last_way_in_is_an_administrators_key_without_an_end(string role, bool hasEnd, bool isLasting)
    {
        var (one, other) = (ApiKey.New(), ApiKey.New());

        var state = Some.State(Some.Made(one), Some.Made(other, role, hasEnd ? Some.Now.AddYears(1) : null));

        state.HasLastingWithout(one.Id).ShouldBe(isLasting);
        state.HasLastingWithout(other.Id).ShouldBeTrue();
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef", true)]
    [InlineData("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", true)]
    [InlineData("short", false)]
    [InlineData("0123456789abcdef 0123456789abcdef", false)]
    [InlineData("0123456789abcdef0123456789abcdef\n", false)]
    public void an_administrators_key_can_be_sent_and_is_long_enough(string key, bool isGood) =>
        new AccessOptions { AdministratorKey = key }
            .Problems()
            .Any()
            .ShouldBe(!isGood);

    [Theory]
    [InlineData("192.168.10.5", "192.168.10.5/32")]
    [InlineData("192.168.10.0/24", "192.168.10.0/24")]
    [InlineData("2001:db8::1", "2001:db8::1/128")]
    [InlineData("192.168.10.5/24", "192.168.10.0/24")]
    [InlineData("192.168.10.0/33", null)]
    [InlineData("host.example", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void an_address_is_a_range_of_one(string? text, string? range) => (AccessErrors.RangeOf(text)?.ToString()).ShouldBe(range);

    [Theory]
    [InlineData("https://a.example", true)]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://a.example/", false)]
    [InlineData("a.example", false)]
    [InlineData("null", false)]
    public void an_origin_is_written_as_browsers_send_it(string text, bool isOne) => AccessErrors.IsOrigin(text).ShouldBe(isOne);

    [Fact]
    public void every_role_may_read_and_only_administrators_administer()
    {
        Roles.AllowedTo(Need.Read).ShouldBe(Roles.All);
        Roles.AllowedTo(Need.Administer).ShouldBe([Roles.Administrator]);
        Roles.NeedsOf(Roles.Administrator).ShouldBe(Enum.GetValues<Need>());
        Roles.NeedsOf("root").ShouldBeEmpty();
    }
}
