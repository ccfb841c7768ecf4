using System.Text.Json;
using DrEvents.Contracts.Mqtt;
using DrEvents.Measurement.Proof;
using DrEvents.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Tests.Attacks;
using DrEvents.Ven.Trust;

namespace DrEvents.Ven.Tests.Mqtt;

/// <summary>A whole agent that is enrolled, at a broker that belongs to somebody else.</summary>
public sealed class SignedAgentTests : IDisposable
{
    private const string VenId = "ven-test";
    private readonly string _folder = Directory.CreateTempSubdirectory("signed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task what_the_broker_keeps_for_it_is_refused_what_is_signed_is_obeyed_and_new_keys_outlive_a_restart()
    {
        await using var broker = await TestBroker.StartedAsync();
        var now = TimeProvider.System.GetUtcNow();
        var old = Command("old") with { IssuedAt = now.AddHours(-2), ExpiresAt = now.AddHours(-1) };
        await broker.PublishAsync(Topics.Command(VenId), Signed(old), retain: true);
        await File.WriteAllTextAsync(Path.Combine(_folder, CommandKeyFile.Name), Keys(EnrolledHome.Key).ToJson(), Cancellation);
        await using (var ven = await StartedAsync(broker))
        {
            await RefusedAsync(broker, "old", "expired");
            var status = await broker.NextStatusAsync(VenId);
            status.Capabilities!.ShouldContain(VenCapabilities.CommandKey(EnrolledHome.Key.Public.Id));

            await broker.PublishAsync(Topics.Command(VenId), Command("kept").ToUtf8(), retain: true);
            await RefusedAsync(broker, "kept", "signature: there is none");
            await broker.SendAsync(VenId, EnrolledHome.Signed(Command("foreign").ToUtf8(), EnrolledHome.Foreign));
            await RefusedAsync(broker, "foreign", $"signature: unknown key {EnrolledHome.Foreign.Public.Id}");
            using var page = new HttpClient { BaseAddress = ven.PageAddress };
            var shown = JsonElement.Parse(await page.GetStringAsync("api/state", Cancellation));
            (shown.GetProperty("commandKeys").GetInt32(), shown.GetProperty("commandsRefused").GetInt32()).ShouldBe((1, 3));
            ven.Log.ReadNewest(100).ShouldNotContain(e => e.Kind == "shedStarted" || e.Kind == "commandReceived");

            var keys = Command("keys") with
            {
                Op = CommandOps.SetConfig,
                EventId = null,
                CommandKeys = [EnrolledHome.ViewOf(EnrolledHome.Next)],
            };
            await broker.SendAsync(VenId, Signed(keys));
            (await broker.NextAckAsync(VenId)).Ok.ShouldBeTrue();
            await Eventually.HoldsAsync(
                async () =>
                    (await broker.NextStatusAsync(VenId)).Capabilities!.Contains(VenCapabilities.CommandKey(EnrolledHome.Next.Public.Id)),
                "it says by which key it verifies now"
            );
        }

        await using var again = await StartedAsync(broker);
        // What the broker keeps comes first: it is still refused.
        await RefusedAsync(broker, "kept", "signature: there is none");
        await broker.SendAsync(VenId, EnrolledHome.Signed(Command("c-1").ToUtf8(), EnrolledHome.Next));
        (await broker.NextAckAsync(VenId)).Ok.ShouldBeTrue();
        await Eventually.HoldsAsync(() => again.Log.ReadNewest(100).Any(e => e.Kind == "shedStarted"), "it sheds");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static CommandKeys Keys(SigningKey key) => CommandKeys.Of([EnrolledHome.ViewOf(key)]).Keys!;

    private static byte[] Signed(VenCommand command) => EnrolledHome.Signed(command.ToUtf8());

    private static async Task RefusedAsync(TestBroker broker, string correlationId, string error)
    {
        var ack = await broker.NextAckAsync(VenId);
        (ack.CorrelationId, ack.Ok, ack.Error).ShouldBe((correlationId, false, error));
    }

    private static VenCommand Command(string correlationId) =>
        new()
        {
            Op = CommandOps.ShedPanel,
            CorrelationId = correlationId,
            VenId = VenId,
            IssuedAt = TimeProvider.System.GetUtcNow(),
            ExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(10),
            EventId = "evt-00000001",
            RequestedReductionKw = 1,
            DurationS = 60,
        };

    private async Task<VenAgent> StartedAsync(TestBroker broker)
    {
        var options = new VenOptions(VenId, new BrokerAddress("127.0.0.1", broker.Port))
        {
            ReportInterval = TimeSpan.FromSeconds(1),
            LogFile = Path.Combine(_folder, "ven.db"),
            CommandKeyFile = Path.Combine(_folder, CommandKeyFile.Name),
            IsWarm = true,
            Shadow = false,
            WebPort = 0,
        };
        var ven = new VenAgent(options, HomeLoads.Typical(1), TimeProvider.System);
        await ven.StartAsync();
        return ven;
    }
}
