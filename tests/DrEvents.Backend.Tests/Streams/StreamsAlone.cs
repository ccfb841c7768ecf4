using System.Diagnostics;
using System.Text;
using DrEvents.Backend.Features.Streams;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using Marten;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace DrEvents.Backend.Tests.Streams;

/// <summary>The reading of what is stored, over a store without the rest of the backend, by a clock that only tests move. They say up to where nothing can be added.</summary>
internal sealed class StreamsAlone : IDisposable
{
    private readonly StoreFixture _fixture;
    private readonly ActivityListener _statements;
    private int _count;

    public StreamsAlone(StoreFixture fixture, int missedMax = 100)
    {
        _fixture = fixture;
        var limits = new StreamLimits { MissedMax = missedMax };
        Feed = new Feed(fixture.Store, limits, Json, Pulse, Clock, NullLogger<Feed>.Instance);
        Messages = new StreamMessages(Feed, Pulse, limits, Json, Clock);
        var database = new NpgsqlConnectionStringBuilder(fixture.ConnectionString).Database;
        _statements = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TagObjects.Any(t => t.Value is string text && text == database))
                    Interlocked.Increment(ref _count);
            },
        };
        ActivitySource.AddActivityListener(_statements);
    }

    public static StreamJson Json { get; } = MadeJson();

    public FakeTimeProvider Clock { get; } = new(Given.Start);
    public Pulse Pulse { get; } = new();
    public Feed Feed { get; }
    public StreamMessages Messages { get; }

    /// <summary>Statements that PostgreSQL was asked since the beginning, by whomever of this process.</summary>
    public int Statements => Volatile.Read(ref _count);

    /// <summary>Stores an event that is told by itself.</summary>
    public async Task<long> StoreAsync(bool isMarked = true)
    {
        await using var session = _fixture.Store.LightweightSession();
        session.Events.Append($"{Contracts.EventIds.New()}/ven-1", Given.Shed("c1", 1, Given.Start));
        await session.SaveChangesAsync();
        var sequence = (await session.Events.QueryAllRawEvents().OrderByDescending(e => e.Sequence).FirstAsync()).Sequence;
        if (isMarked)
            await MarkAsync(sequence);
        return sequence;
    }

    /// <summary>Stores an event in a stream, and says that nothing can be added before it.</summary>
    public async Task StoreAsync(string stream, object what)
    {
        await using var session = _fixture.Store.LightweightSession();
        session.Events.Append(stream, what);
        await session.SaveChangesAsync();
        await MarkAsync((await session.Events.QueryAllRawEvents().OrderByDescending(e => e.Sequence).FirstAsync()).Sequence);
    }

    /// <summary>Says up to where nothing can be added.</summary>
    public Task MarkAsync(long sequence) =>
        _fixture.ExecuteAsync(
            $"""
            insert into {EventStore.Schema}.mt_event_progression (name, last_seq_id) values ('HighWaterMark', {sequence})
            on conflict (name) do update set last_seq_id = excluded.last_seq_id
            """
        );

    /// <summary>Moves the clock on, and waits until the feed has looked again.</summary>
    public async Task LookAsync()
    {
        var before = Feed.Looks;
        await Testing.Eventually.HoldsAsync(
            "the feed looked",
            () =>
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
                return Feed.Looks > before;
            }
        );
    }

    public Client Begin(long? lastEventId = null) => new(this, lastEventId);

    public void Dispose() => _statements.Dispose();

    private static StreamJson MadeJson()
    {
        var options = new JsonOptions();
        HttpJson.Configure(options.SerializerOptions);
        return new StreamJson(Options.Create(options));
    }

    /// <summary>A client that takes one message after the other, when its test says so.</summary>
    internal sealed class Client : IAsyncDisposable
    {
        private readonly CancellationTokenSource _leaving = new();
        private readonly IAsyncEnumerator<byte[]> _frames;
        private Task<bool>? _next;

        public Client(StreamsAlone streams, long? lastEventId) =>
            _frames = streams
                .Messages.ReadAsync(new StreamRequest(null, lastEventId), [], streams.Messages.AllOf, _leaving.Token)
                .GetAsyncEnumerator(_leaving.Token);

        /// <summary>The next that there is, as text.</summary>
        public async Task<string> NextAsync()
        {
            _next ??= _frames.MoveNextAsync().AsTask();
            (await _next.WaitAsync(TimeSpan.FromSeconds(15))).ShouldBeTrue();
            _next = null;
            return Encoding.UTF8.GetString(_frames.Current);
        }

        /// <summary>Whether there is nothing to take now.</summary>
        public bool HasNothing => !(_next ??= _frames.MoveNextAsync().AsTask()).IsCompleted;

        public async ValueTask DisposeAsync()
        {
            await _leaving.CancelAsync();
            try
            {
                if (_next is not null)
                    await _next;
            }
            catch (OperationCanceledException)
            {
                // It waited.
            }
            await _frames.DisposeAsync();
            _leaving.Dispose();
        }
    }
}
