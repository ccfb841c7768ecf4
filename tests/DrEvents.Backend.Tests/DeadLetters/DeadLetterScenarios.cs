using System.Text;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.DeadLetters;

[Collection(typeof(BackendCollection))]
public sealed class DeadLetterScenarios(BackendFixture backend)
{
    [Fact]
    public async Task letters_are_counted_and_listed_newest_first_page_by_page()
    {
        var before = await PageAsync("?limit=1");
        await backend.DeliverAsync((Topics.Telemetry("dead-1"), "{\"a\":"));
        await backend.DeliverAsync(("nowhere", "héllo"));
        await backend.DeliverAsync((Topics.Ack("dead-1"), "[]"));

        var newest = await PageAsync("?limit=2");
        var older = await PageAsync($"?limit=1&before={newest.Letters[1].Id}");

        newest.TotalCount.ShouldBe(before.TotalCount + 3);
        newest.KeptCount.ShouldBe(before.KeptCount + 3);
        newest.Letters.Select(l => l.Id).ShouldBe([before.TotalCount + 3, before.TotalCount + 2]);
        newest.Letters[0].Topic.ShouldBe(Topics.Ack("dead-1"));
        newest.Letters[1].PayloadText.ShouldBe("héllo");
        newest.Letters[1].PayloadBytes.ShouldBe(6);
        newest.Letters[1].PayloadBase64.ShouldBe(Convert.ToBase64String(Encoding.UTF8.GetBytes("héllo")));
        older.Letters.ShouldHaveSingleItem().Id.ShouldBe(before.TotalCount + 1);
    }

    [Fact]
    public async Task a_letter_that_can_be_read_now_is_stored_and_no_longer_a_letter()
    {
        await SetRemovedAsync("dead-2", removed: true);
        await backend.DeliverAsync((Topics.Telemetry("dead-2"), """{"timestamp":1760781600,"usedPowerKw":3}"""));
        var letter = (await PageAsync("?limit=1")).Letters[0];
        letter.Reason.ShouldContain("removed");

        await StatusOfAsync(409, s => s.Post.Url($"/api/dead-letters/{letter.Id}/replay"));
        await SetRemovedAsync("dead-2", removed: false);
        await StatusOfAsync(204, s => s.Post.Url($"/api/dead-letters/{letter.Id}/replay"));

        await StatusOfAsync(404, s => s.Get.Url($"/api/dead-letters/{letter.Id}"));
        await StatusOfAsync(404, s => s.Post.Url($"/api/dead-letters/{letter.Id}/replay"));
        var samples = await backend.Host.Scenario(s =>
            s.Get.Url("/api/vens/dead-2/telemetry?start=2025-10-18T00:00:00Z&end=2025-10-19T00:00:00Z")
        );
        samples.ReadAsJson<TelemetryPage>()!.Samples.ShouldHaveSingleItem().UsedPowerKw.ShouldBe(3);
    }

    [Fact]
    public async Task a_letter_can_be_looked_at_and_removed()
    {
        await backend.DeliverAsync((Topics.Telemetry("dead-3"), "no JSON"));
        var id = (await PageAsync("?limit=1")).Letters[0].Id;

        var one = (await backend.Host.Scenario(s => s.Get.Url($"/api/dead-letters/{id}"))).ReadAsJson<DeadLetterView>()!;
        one.PayloadText.ShouldBe("no JSON");
        await StatusOfAsync(204, s => s.Delete.Url($"/api/dead-letters/{id}"));
        await StatusOfAsync(404, s => s.Delete.Url($"/api/dead-letters/{id}"));
    }

    private Task<Alba.IScenarioResult> StatusOfAsync(int status, Action<Alba.Scenario> request) =>
        backend.Host.Scenario(s =>
        {
            request(s);
            s.StatusCodeShouldBe(status);
        });

    private async Task<DeadLetterPage> PageAsync(string query) =>
        (await backend.Host.Scenario(s => s.Get.Url("/api/dead-letters" + query))).ReadAsJson<DeadLetterPage>()!;

    private async Task SetRemovedAsync(string venId, bool removed)
    {
        await using var session = backend.Store.LightweightSession();
        var now = TimeProvider.System.GetUtcNow();
        session.Events.Append(
            Features.Vens.Ven.StreamOf(venId),
            removed ? [Registered(now), new Features.Vens.VenRemoved(now)] : (object[])[Registered(now)]
        );
        await session.SaveChangesAsync();
        backend.Directory.Forget(venId);
    }

    private static Features.Vens.VenRegistered Registered(DateTimeOffset now) =>
        new("", new GeoLocation(0, 0), [], null, Enabled: true, ByFirstMessage: false, now);
}
