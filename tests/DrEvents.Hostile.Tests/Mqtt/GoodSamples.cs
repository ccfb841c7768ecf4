using DrEvents.Contracts.Mqtt;

namespace DrEvents.Hostile.Tests.Mqtt;

/// <summary>Samples of well-behaved VENs, some of them sent on two topics as VENs of the field do.</summary>
internal static class GoodSamples
{
    /// <summary>What the ids of well-behaved VENs begin with.</summary>
    public const string Prefix = "good-";

    private const int Vens = 25;

    /// <summary>As many samples as asked for, all different from those of other numbers; every other one a second time on another topic.</summary>
    public static IEnumerable<(Message Message, string Identity)> Of(int first, int count, DateTimeOffset begin, Random random)
    {
        for (var number = first; number < first + count; number++)
        {
            var sample = new TelemetrySample
            {
                VenId = $"{Prefix}{number % Vens}",
                At = begin.AddSeconds(number / Vens),
                UsedPowerKw = number * 0.001,
                Loads = [new LoadReading("ev", "Charger", "ev", 7.2, 1, 1, true, 1)],
            };
            string[] topics = [Topics.Telemetry(sample.VenId), Topics.Meter(sample.VenId), Topics.SharedMetering];
            random.Shuffle(topics);
            foreach (var topic in topics.Take(number % 2 + 1))
                yield return (new Message(topic, sample.ToUtf8()), IdentityOf(sample.VenId, sample.At, sample.MessageNum));
        }
    }

    /// <summary>What tells samples apart.</summary>
    public static string IdentityOf(string venId, DateTimeOffset at, long? messageNum) =>
        $"{venId} {at.ToUnixTimeMilliseconds()} {messageNum}";
}
