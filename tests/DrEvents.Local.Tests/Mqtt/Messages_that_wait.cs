using DrEvents.Contracts.Mqtt;
using DrEvents.Local.Tests.Mqtt.Attacks;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Local.Tests.Mqtt;

/// <summary>A client of the embedded broker does not acknowledge what it is sent.</summary>
public sealed class Messages_that_wait : IAsyncLifetime
{
    private const string Ven = "ven-1";
    private const int Most = 40;

    /// <summary>From so many on nobody sends this process samples.</summary>
    private const int HeldAt = Most / 2;
    private readonly ManualResetEventSlim _stores = new();
    private GuardedBroker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await GuardedBroker.StartAsync(waitingMax: Most);

    public async ValueTask DisposeAsync()
    {
        _stores.Set();
        await _broker.DisposeAsync();
        _stores.Dispose();
    }

    [Fact]
    public async Task of_samples_to_this_process_wait_at_who_sends_them_and_none_is_lost()
    {
        await using var backend = await StuckBackendAsync();
        await using var ven = await _broker.ConnectAsync(_broker.Enrol(Ven), Ven);

        var sent = Task.Run(async () =>
        {
            for (var i = 0; i < 2 * Most; i++)
                await ven.PublishAsync(Topics.Telemetry(Ven), $"{i}");
        });
        await Task.WhenAny(sent, Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken));
        sent.IsCompleted.ShouldBeFalse("it is not acknowledged what cannot be stored");
        _stores.Set();
        await sent;

        await backend.HasReceivedAsync(2 * Most);
        backend.Messages.Select(m => m.Payload).ShouldBe(Enumerable.Range(0, 2 * Most).Select(i => $"{i}"));
        _broker.Log.Says("are lost").ShouldBeFalse();
    }

    [Fact]
    public async Task what_is_no_sample_gets_through_while_samples_wait()
    {
        await using var backend = await StuckBackendAsync();
        await using var ven = await _broker.ConnectAsync(_broker.Enrol(Ven), Ven);
        for (var i = 0; i <= HeldAt; i++)
            await ven.PublishAsync(Topics.Telemetry(Ven), $"{i}");
        await using var other = await _broker.ConnectAsync(_broker.Enrol("ven-2"), "ven-2");

        await other.PublishAsync(Topics.Status("ven-2"), "online");
        _stores.Set();

        await backend.HasReceivedAsync(HeldAt + 2);
    }

    [Fact]
    public async Task who_waits_goes_on_when_this_process_is_gone()
    {
        await using var ven = await _broker.ConnectAsync(_broker.Enrol(Ven), Ven);
        await using var backend = await StuckBackendAsync();
        for (var i = 0; i <= HeldAt; i++)
            await ven.PublishAsync(Topics.Telemetry(Ven), $"{i}");
        var waits = Task.Run(() => ven.PublishAsync(Topics.Telemetry(Ven), "one more"));
        await Task.WhenAny(waits, Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        waits.IsCompleted.ShouldBeFalse();

        // Its next connection takes the place of the one before.
        await using var again = await _broker.ConnectBackendAsync();

        await waits;
        _stores.Set();
    }

    [Fact]
    public async Task of_commands_to_a_ven_that_takes_none_the_newest_are_lost_and_nobody_waits()
    {
        await using (var ven = await _broker.ConnectAsync(_broker.Enrol(Ven), Ven, o => o.WithCleanSession(false)))
            await ven.SubscribeAsync(Topics.Command(Ven));
        await using var backend = await _broker.ConnectBackendAsync();

        for (var i = 0; i < 3 * Most; i++)
            await backend.PublishAsync(Topics.Command(Ven), $"{i}");

        await using var again = await _broker.ConnectAsync(_broker.Enrol(Ven), Ven, o => o.WithCleanSession(false));
        await again.HasReceivedAsync(Most);
        await backend.PublishAsync(Topics.Command(Ven), "there is room again");
        await again.HasReceivedAsync(Most + 1);
        again.Messages.Select(m => m.Payload).ShouldBe([.. Enumerable.Range(0, Most).Select(i => $"{i}"), "there is room again"]);
        _broker.Log.Says($"Messages to {Ven} are lost: {Most} wait for it").ShouldBeTrue();
    }

    /// <summary>A backend that stores nothing until it is told to.</summary>
    private async Task<TestClient> StuckBackendAsync()
    {
        var backend = await _broker.ConnectBackendAsync();
        backend.Heard = _ => _stores.Wait(TimeSpan.FromSeconds(30));
        await backend.SubscribeAsync("ven/telemetry/+");
        await backend.SubscribeAsync("ven/status/+");
        return backend;
    }
}
