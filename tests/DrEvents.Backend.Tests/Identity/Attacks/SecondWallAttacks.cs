using System.Net;
using Alba;
using DrEvents.Backend.Features.Vens;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Identity.Attacks;

/// <summary>What gets past a broker that knows less than the backend.</summary>
[Collection(typeof(IdentityCollection))]
public sealed class SecondWallAttacks(IdentityFixture identity)
{
    [Fact]
    public async Task somebody_speaks_for_a_ven_whose_certificate_was_revoked()
    {
        using var ven = new TestVen("wall-1");
        await identity.EnrolAsync(await identity.OfferAsync("wall-1"), ven);
        await DeliverAsync(Topics.Telemetry("wall-1"), "wall-1", 1);
        var serial = (await identity.GetAsync<CertificateView[]>("/api/vens/wall-1/certificates")).Single().Serial;
        using var revoked = await identity.Host.Server.CreateClient().DeleteAsync($"/api/vens/wall-1/certificates/{serial}");

        for (var i = 2; i < 5; i++)
            await DeliverAsync(Topics.Telemetry("wall-1"), "wall-1", i);

        (await SamplesAsync("wall-1")).Count.ShouldBe(1);
        // The first one is kept, and the VEN is marked; the others are counted.
        var letter = (await LettersAsync("wall-1")).ShouldHaveSingleItem();
        letter.Reason.ShouldContain("the certificate of this VEN was revoked");
        (await identity.GetAsync<VenView>("/api/vens/wall-1")).UnprovenAt.ShouldNotBeNull();
        var (status, body) = await identity.PostAsync($"/api/dead-letters/{letter.Id}/replay", null);
        status.ShouldNotBe(HttpStatusCode.OK, body);
        (await LettersAsync("wall-1")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task somebody_speaks_for_another_over_the_topic_that_all_share()
    {
        await identity.EnrolAsync(await identity.OfferAsync("wall-2"), new TestVen("wall-2"));

        await DeliverAsync(Topics.SharedMetering, "wall-2", 1);
        await DeliverAsync(Topics.SharedMetering, "wall-nobody", 1);

        (await SamplesAsync("wall-2")).ShouldBeEmpty();
        (await LettersAsync("wall-2")).ShouldHaveSingleItem().Reason.ShouldContain("not marked");
        (await identity.GetAsync<VenView>("/api/vens/wall-2")).UnprovenAt.ShouldNotBeNull();
        using var unknown = await identity.Host.Server.CreateClient().GetAsync("/api/vens/wall-nobody");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task somebody_speaks_for_a_ven_whose_certificate_has_expired()
    {
        await identity.EnrolAsync(await identity.OfferAsync("wall-4"), new TestVen("wall-4"));
        await DeliverAsync(Topics.Telemetry("wall-4"), "wall-4", 1);
        await using var later = await identity.LaterAsync(366);

        await DeliverAsync(Topics.Telemetry("wall-4"), "wall-4", 2, later);

        (await SamplesAsync("wall-4")).Count.ShouldBe(1);
        (await LettersAsync("wall-4")).ShouldHaveSingleItem().Reason.ShouldContain("the certificate of this VEN has expired");
        (await identity.GetAsync<VenView>("/api/vens/wall-4")).UnprovenAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task somebody_says_on_the_topic_of_one_ven_that_he_is_another()
    {
        await identity.EnrolAsync(await identity.OfferAsync("wall-5"), new TestVen("wall-5"));
        await identity.PostAsync("/api/vens", new RegisterVenRequest("Plain", RegistrationId: "wall-plain"));

        for (var i = 1; i < 4; i++)
            await DeliverAsync(Topics.Telemetry("wall-5"), "wall-6", i);
        await DeliverAsync(Topics.Telemetry("wall-plain"), "wall-7", 1);

        (await LettersAsync("wall-6")).Count.ShouldBe(3);
        (await identity.GetAsync<VenView>("/api/vens/wall-5")).UnprovenAt.ShouldNotBeNull();
        (await NotedAsync("wall-5")).ShouldHaveSingleItem("once an hour").Reason.ShouldContain("the payload says wall-6");
        (await NotedAsync("wall-plain")).ShouldBeEmpty("nobody knows who may send there");
    }

    [Fact]
    public async Task what_comes_over_the_shared_topic_from_a_marked_ven_says_so()
    {
        await identity.EnrolAsync(await identity.OfferAsync("wall-3"), new TestVen("wall-3"));
        var (status, _) = await identity.PostAsync(
            "/api/vens",
            new RegisterVenRequest("Old", RegistrationId: "wall-old", SharedTopic: true)
        );
        status.ShouldBe(HttpStatusCode.Created);
        await Eventually.HoldsAsync("the marking is known", () => identity.Known.IsMarkedShared("wall-old"));

        await DeliverAsync(Topics.SharedMetering, "wall-old", 1);
        await DeliverAsync(Topics.Telemetry("wall-old"), "wall-old", 2);

        (await SamplesAsync("wall-old")).Select(s => s.Flags.Contains("sharedTopic")).ShouldBe([false, true]);
        (await identity.GetAsync<VenView>("/api/vens/wall-old")).SharedTopic.ShouldBe(true);
    }

    private async Task<List<SenderNotProven>> NotedAsync(string venId)
    {
        await using var session = identity.Host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        return [.. (await session.Events.FetchStreamAsync("ven/" + venId)).Select(e => e.Data).OfType<SenderNotProven>()];
    }

    private Task DeliverAsync(string topic, string venId, int number, IAlbaHost? host = null) =>
        BackendFixture.DeliverAsync(
            host ?? identity.Host,
            (
                topic,
                $$"""{"venId":"{{venId}}","timestamp":{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 100 + number}},"usedPowerKw":1}"""
            )
        );

    private async Task<IReadOnlyList<SampleView>> SamplesAsync(string venId) =>
        (await identity.GetAsync<TelemetryPage>($"/api/vens/{venId}/telemetry")).Samples;

    private async Task<List<DeadLetterView>> LettersAsync(string venId) =>
        [
            .. (await identity.GetAsync<DeadLetterPage>("/api/dead-letters?limit=100")).Letters.Where(l =>
                l.PayloadText?.Contains(venId, StringComparison.Ordinal) == true
            ),
        ];
}
