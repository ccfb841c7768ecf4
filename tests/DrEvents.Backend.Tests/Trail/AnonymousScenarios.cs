using System.Net;
using DrEvents.Backend.Tests.Identity;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Trail;

/// <summary>Who is let in by a code is told with what he changes, and who only tries leaves nothing.</summary>
[Collection(typeof(IdentityCollection))]
public sealed class AnonymousScenarios(IdentityFixture identity)
{
    [Fact]
    public async Task a_ven_that_enrols_is_told_with_its_certificate_and_a_wrong_code_is_not()
    {
        const string venId = "enrol-told";
        using var ven = new TestVen(venId);
        var code = await identity.OfferAsync(venId);
        var before = await ToldAsync("route=/api/enrol&who=anonymous");
        var (refused, _) = await identity.PostAsync("/api/enrol", new EnrolRequest("AAAA-AAAA-AAAA-AAAA-AAAA", ven.Csr()));
        refused.ShouldBe(HttpStatusCode.Forbidden);

        await identity.EnrolAsync(code, ven);

        IReadOnlyList<ActionView> told = [];
        await Eventually.HoldsAsync(
            "it is told and answered",
            async () => (told = await ToldAsync($"venId={venId}&who=anonymous")) is [{ Status: 200 }]
        );
        told[0].Route.ShouldBe("POST /api/enrol");
        told[0].Way.ShouldBe(Ways.Anonymous);
        told[0].Changed.SelectMany(s => s.Events).ShouldContain(e => e.Type == "CertificateIssued" && e.Version > 0);
        (await ToldAsync("route=/api/enrol&who=anonymous")).Count.ShouldBe(before.Count + 1);
    }

    private async Task<IReadOnlyList<ActionView>> ToldAsync(string query) =>
        (await identity.GetAsync<ActionPage>("/api/actions?limit=500&" + query)).Actions;
}
