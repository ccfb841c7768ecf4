using DrEvents.Contracts.Mqtt;

namespace DrEvents.Cli.Monitoring;

/// <summary>
/// Field VENs publish each sample on two topics, and a broker may deliver a message twice: a sample, known by its VEN, time and number,
/// is shown once. The newest samples are remembered, in bounded memory.
/// </summary>
sealed class RepeatedSamples(int samplesKeptMax)
{
    private readonly Dictionary<SampleId, string> _topics = [];
    private readonly Queue<SampleId> _order = new();
    private readonly HashSet<string> _noted = [];

    /// <summary>
    /// Whether the sample was seen before. <paramref name="otherTopic"/> is the topic it was first seen on when that is another one and the
    /// VEN was not yet noted for it: once a VEN is enough.
    /// </summary>
    public bool IsRepeat(TelemetrySample sample, string topic, out string? otherTopic)
    {
        otherTopic = null;
        var id = new SampleId(sample.VenId, sample.At, sample.MessageNum);
        if (_topics.TryGetValue(id, out var first))
        {
            if (first != topic && _noted.Add(sample.VenId))
                otherTopic = first;
            return true;
        }
        _topics.Add(id, topic);
        _order.Enqueue(id);
        if (_order.Count > samplesKeptMax)
            _topics.Remove(_order.Dequeue());
        return false;
    }

    private readonly record struct SampleId(string VenId, DateTimeOffset At, long? MessageNum);
}
