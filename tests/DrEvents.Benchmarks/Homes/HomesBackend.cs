using System.Net.Http.Json;
using DrEvents.Backend.Mqtt;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using Marten;
using Marten.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DrEvents.Benchmarks.Homes;

/// <summary>
/// The whole backend in simulated time, over a real store. In place of a broker, what VENs send is put where the broker's connection puts it, and what it
/// publishes goes to the homes, whose answers come back the same way.
/// </summary>
internal sealed class HomesBackend : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly WebApplication _app;
    private readonly Inbox _inbox;

    private HomesBackend(WebApplication app, InTimeClock clock)
    {
        (_app, Clock, _inbox) = (app, clock, app.Services.GetRequiredService<Inbox>());
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = Longest };
    }

    public InTimeClock Clock { get; }

    /// <summary>Speaks HTTP to it, as operators do.</summary>
    public HttpClient Http { get; }

    public IDocumentStore Store => _app.Services.GetRequiredService<IDocumentStore>();

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<HomesBackend> StartAsync(
        string connectionString,
        InTimeClock clock,
        IReadOnlyDictionary<string, HomeInDays> homes,
        CancellationToken cancellation
    )
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:Postgres"] = connectionString,
                ["Mqtt:Host"] = "127.0.0.1",
                ["Mqtt:Port"] = "1",
            }
        );
        builder.Services.AddSingleton<TimeProvider>(clock);
        Backend.Backend.Configure(builder);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IBroker>(s => new Air(homes, s.GetRequiredService<Inbox>(), clock));
        var app = builder.Build();
        Backend.Backend.Map(app);
        await app.StartAsync(cancellation);
        return new HomesBackend(app, clock);
    }

    /// <summary>Delivers messages, each a moment after it was measured, and returns when all are stored.</summary>
    public async Task DeliverAsync(
        IReadOnlyList<(string Topic, byte[] Payload, DateTimeOffset At)> messages,
        CancellationToken cancellation
    )
    {
        var (left, stored) = (messages.Count, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (left == 0)
            return;
        foreach (var (topic, payload, at) in messages)
            await _inbox.PutAsync(new InboundMessage(topic, payload, at, TakeAsync), cancellation);
        await stored.Task.WaitAsync(Longest, cancellation);

        Task TakeAsync()
        {
            if (Interlocked.Decrement(ref left) == 0)
                stored.SetResult();
            return Task.CompletedTask;
        }
    }

    /// <summary>Waits until the read models have seen all that is stored.</summary>
    public Task CatchUpAsync() => Store.WaitForNonStaleProjectionDataAsync(Longest);

    public async Task<T> GetAsync<T>(string path, CancellationToken cancellation) => (await Http.GetFromJsonAsync<T>(path, cancellation))!;

    /// <summary>Waits until an event is as it should be, in the machine's time.</summary>
    public async Task<EventDetail> UntilAsync(string eventId, string what, Func<EventDetail, bool> good, CancellationToken cancellation)
    {
        using var longest = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        longest.CancelAfter(Longest);
        EventDetail? detail = null;
        try
        {
            while (true)
            {
                detail = await GetAsync<EventDetail>($"/api/events/{eventId}", longest.Token);
                if (good(detail))
                    return detail;
                await Task.Delay(Look, longest.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            var vens = detail?.Vens.GroupBy(v => v.Status).Select(g => $"{g.Count()} {g.Key}");
            throw new TimeoutException($"event {eventId} is {detail?.Status} with {string.Join(", ", vens ?? [])}, and not: {what}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Between backend and homes. Nothing is lost in it, and nothing takes time.</summary>
    private sealed class Air(IReadOnlyDictionary<string, HomeInDays> homes, Inbox inbox, InTimeClock clock) : IBroker
    {
        public DateTimeOffset? ConnectedAt { get; } = clock.GetUtcNow();

        public string? Problem => null;

        public Task<bool> PublishAsync(
            string topic,
            ReadOnlyMemory<byte> payload,
            Action<DateTimeOffset> handed,
            CancellationToken cancellation
        )
        {
            var now = clock.GetUtcNow();
            handed(now);
            var (kind, venId) = Topics.Parse(topic);
            if (kind == TopicKind.Command && homes.TryGetValue(venId ?? "", out var home))
                _ = AnswerAsync(home, payload.ToArray(), now);
            return Task.FromResult(true);
        }

        private async Task AnswerAsync(HomeInDays home, byte[] command, DateTimeOffset now)
        {
            await Task.Yield();
            if (home.Obey(command, now) is { } answer)
                await inbox.PutAsync(
                    new InboundMessage(Topics.Ack(home.VenId), answer, now, () => Task.CompletedTask),
                    CancellationToken.None
                );
        }
    }
}
