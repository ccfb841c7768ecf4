namespace DrEvents.Backend.Features.Shadow;

/// <summary>Publishes answers to shadow requests, those of a VEN in order. What the broker does not take is dropped: the VEN asks again.</summary>
public sealed class ShadowAnswers(IBroker broker) : BackgroundService
{
    private const int WaitingMax = 10_000;
    private const int AtOnceMax = 200;

    private readonly Channel<ShadowAnswer> _waiting = Channel.CreateBounded<ShadowAnswer>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true }
    );

    public ValueTask SendAsync(ShadowAnswer answer, CancellationToken cancellation) => _waiting.Writer.WriteAsync(answer, cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var answers = new List<ShadowAnswer>(AtOnceMax);
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            while (answers.Count < AtOnceMax && _waiting.Reader.TryRead(out var answer))
                answers.Add(answer);
            await Task.WhenAll(answers.GroupBy(a => a.VenId).Select(ofVen => PublishAsync(ofVen, stoppingToken)));
            answers.Clear();
        }
    }

    private async Task PublishAsync(IEnumerable<ShadowAnswer> ofVen, CancellationToken stopping)
    {
        foreach (var answer in ofVen)
            await broker.PublishAsync(answer.Topic, answer.Payload, _ => { }, stopping);
    }
}
