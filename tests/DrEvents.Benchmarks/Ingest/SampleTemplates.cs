using System.Globalization;
using System.Text;

namespace DrEvents.Benchmarks.Ingest;

/// <summary>
/// Samples of many VENs that cost next to nothing to make: one prepared payload a VEN, in which time and count are overwritten. So the load
/// takes little of the processors that it shares with what is measured.
/// </summary>
internal sealed class SampleTemplates
{
    // Ten digits each, so that the next number fits into the place of the one before.
    private const long FirstNumber = 1_000_000_000;
    private const int Digits = 10;
    private static readonly DateTimeOffset AnyTime = DateTimeOffset.FromUnixTimeSeconds(1_760_000_000);

    private readonly (string Topic, byte[] Payload, int TimeAt, int NumberAt)[] _templates;

    public SampleTemplates(int vens) =>
        _templates = [
            .. Enumerable
                .Range(0, vens)
                .Select(n =>
                {
                    var (topic, payload) = SampleSeries.Sample(n, AnyTime, 1 + n % 4_000 / 1_000.0, FirstNumber);
                    return (topic, payload, PlaceOf(payload, "\"timestamp\":"), PlaceOf(payload, "\"message_num\":"));
                }),
        ];

    /// <summary>How many VENs there are.</summary>
    public int Vens => _templates.Length;

    /// <summary>Sample number i of all, of VEN i modulo their number, measured in this second. No two numbers give the same sample.</summary>
    public (string Topic, byte[] Payload) Sample(long i, DateTimeOffset at)
    {
        var (topic, template, timeAt, numberAt) = _templates[i % Vens];
        var payload = template.AsSpan().ToArray();
        Write(payload, timeAt, at.ToUnixTimeSeconds());
        Write(payload, numberAt, FirstNumber + i / Vens);
        return (topic, payload);
    }

    private static void Write(byte[] payload, int place, long number) =>
        number.TryFormat(payload.AsSpan(place, Digits), out _, provider: CultureInfo.InvariantCulture);

    private static int PlaceOf(byte[] payload, string key) => payload.AsSpan().IndexOf(Encoding.UTF8.GetBytes(key)) + key.Length;
}
