using System.Security.Cryptography;
using Alba;
using DrEvents.Backend.Features.Access;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Access;

/// <summary>The keys by which cookies and stored secrets are protected: the same on all nodes, and encrypted where there is a master key.</summary>
public sealed class DataKeysScenarios
{
    private const string MasterKey = "a-master-key-of-more-than-32-characters";
    private const string Other = "another-master-key-of-more-than-32-characters";

    [Fact]
    public async Task what_one_node_protects_another_one_opens_with_the_same_master_key_alone()
    {
        await using var backend = await AccessBackend.StartAsync(("Access:MasterKey", MasterKey));
        var text = Of(backend.Host).Protect("secret");
        await using (var session = backend.Host.Services.GetRequiredService<Marten.IDocumentStore>().QuerySession())
        {
            var kept = (await Marten.QueryableExtensions.ToListAsync(session.Query<DataKey>())).ShouldHaveSingleItem();
            kept.Xml.ShouldContain("byMasterKey");
            kept.Xml.ShouldNotContain("<value>");
        }

        await using (var same = await backend.AnotherAsync(("Access:MasterKey", MasterKey)))
            Of(same).Unprotect(text).ShouldBe("secret");

        await using (var other = await backend.AnotherAsync(("Access:MasterKey", Other)))
            Should.Throw<CryptographicException>(() => Of(other).Unprotect(text));
        await using (var without = await backend.AnotherAsync())
            Should.Throw<CryptographicException>(() => Of(without).Unprotect(text));
    }

    [Fact]
    public async Task without_a_master_key_they_outlive_a_restart()
    {
        await using var backend = await AccessBackend.StartAsync();
        var text = Of(backend.Host).Protect("secret");

        await using var later = await backend.AnotherAsync();

        Of(later).Unprotect(text).ShouldBe("secret");
    }

    [Theory]
    [InlineData("short", null, 90, "Access:MasterKey has less than 32 characters")]
    [InlineData(null, "example.com", 90, "Access:Issuer is no http or https address")]
    [InlineData(null, "https://a.example/?b", 90, "Access:Issuer is no http or https address")]
    [InlineData(null, null, 0, "Access:SigningKeyDays is 0")]
    [InlineData(MasterKey, "https://a.example", 30, null)]
    public void a_setting_that_cannot_be_is_named(string? master, string? issuer, int days, string? problem)
    {
        var options = new AccessOptions
        {
            MasterKey = master,
            Issuer = issuer,
            SigningKeyDays = days,
        };

        if (problem is null)
            options.Problems().ShouldBeEmpty();
        else
            options.Problems().Single().ShouldStartWith(problem);
    }

    private static IDataProtector Of(IAlbaHost host) =>
        host.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("tests");
}
