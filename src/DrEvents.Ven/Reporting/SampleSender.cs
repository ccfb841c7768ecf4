using System.Threading.Channels;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Reporting;

/// <summary>
/// Sends samples in the order in which they were measured, and keeps those in the log that could not be sent. Measuring never waits for
/// the network.
/// </summary>
/// <param name="publish">Sends one sample, and says whether the broker took it.</param>
/// <param name="log">Where samples are kept.</param>
/// <param name="logger">Where a loss is told.</param>
internal sealed partial class SampleSender(Func<byte[], CancellationToken, Task<bool>> publish, EventLog log, ILogger logger)
{
    private const int QueuedMax = 64;

    /// <summary>
    /// Kept samples that go out with each new one: an hour offline at 5 s is made up in a bit more than a minute, far below the 100
    /// publishes a second that a broker may allow.
    /// </summary>
    private const int KeptPerSample = 50;

    private readonly Channel<byte[]> _queue = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(QueuedMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );

    /// <summary>Takes a sample over.</summary>
    public void Enqueue(TelemetrySample sample) => Enqueue(sample.ToUtf8());

    /// <summary>Takes a sample over as it is sent.</summary>
    public void Enqueue(byte[] payload)
    {
        if (!_queue.Writer.TryWrite(payload))
            Keep(payload);
    }

    /// <summary>Sends until <see cref="Complete"/> is called and the queue is empty.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var payload in _queue.Reader.ReadAllAsync(cancellation))
            await SendAsync(payload, cancellation);
    }

    /// <summary>Sends one sample and some of those that were kept, or keeps it.</summary>
    public async Task SendAsync(byte[] payload, CancellationToken cancellation)
    {
        if (await publish(payload, cancellation))
            await SendKeptAsync(cancellation);
        else
            Keep(payload);
    }

    /// <summary>No more samples come.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    private async Task SendKeptAsync(CancellationToken cancellation)
    {
        if (log.KeptCount == 0)
            return;
        try
        {
            KeptSample? sent = null;
            foreach (var kept in log.ReadKept(KeptPerSample))
            {
                if (!await publish(kept.Payload, cancellation))
                    break;
                sent = kept;
            }
            // One write for all: a VEN that is killed before it sends some again, and a sample counts once however often it comes.
            if (sent is { } last)
                log.ForgetThrough(last);
        }
        catch (LogUnavailableException)
        {
            // The log says so itself, and knows what was sent.
        }
    }

    private void Keep(byte[] payload)
    {
        try
        {
            log.Keep(payload);
        }
        catch (LogUnavailableException e)
        {
            LogLost(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sample that could not be sent is lost: {Reason}")]
    private partial void LogLost(string reason);
}
