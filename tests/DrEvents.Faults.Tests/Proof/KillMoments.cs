using System.Globalization;

namespace DrEvents.Faults.Tests.Proof;

/// <summary>A random moment of an event at which a process is killed.</summary>
/// <param name="Seed">Names the run.</param>
/// <param name="Number">Place in the series.</param>
/// <param name="Around">What the moment is counted from.</param>
/// <param name="OffsetS">Seconds after it; before it when negative.</param>
public sealed record KillMoment(int Seed, int Number, EventMoment Around, double OffsetS)
{
    /// <summary>The moment in an event.</summary>
    public DateTimeOffset In(DateTimeOffset start, DateTimeOffset end) =>
        Around switch
        {
            EventMoment.End => end.AddSeconds(OffsetS),
            _ => start.AddSeconds(OffsetS),
        };
}

/// <summary>What a <see cref="KillMoment"/> is counted from.</summary>
public enum EventMoment
{
    /// <summary>The start: commands and their answers are under way.</summary>
    Start,

    /// <summary>While everybody sheds: counted from the start.</summary>
    Middle,

    /// <summary>The end: restores and their answers are under way.</summary>
    End,
}

/// <summary>
/// Series of moments. Most of what could be lost is under way around the start and around the end of an event, so two thirds of the moments
/// are there.
/// </summary>
internal static class KillMoments
{
    private const string SeedVariable = "DREVENTS_FAULT_SEED";
    private const string CountVariable = "DREVENTS_FAULT_MOMENTS";

    /// <summary>One around each of the <see cref="EventMoment"/>s: enough to see that nothing is broken. A campaign has hundreds.</summary>
    private const int CountDefault = 3;

    /// <summary>Another one in each run, unless the environment names one to run again; the tests' names carry it.</summary>
    public static readonly int Seed = From(SeedVariable) ?? Random.Shared.Next(1, 1_000_000);

    /// <summary>How many moments a series has.</summary>
    public static readonly int Count = From(CountVariable) ?? CountDefault;

    /// <summary>Whether more was asked for than tells that nothing is broken.</summary>
    public static bool IsCampaign => Count > CountDefault;

    private static int? From(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var given) ? given : null;

    /// <summary>The moments of one series of this run.</summary>
    public static TheoryData<KillMoment> Of(int series)
    {
        // A sum and not a hash: the framework's hashes differ from process to process.
        var random = new Random(Seed + series);
        var moments = new TheoryData<KillMoment>();
        for (var number = 1; number <= Count; number++)
        {
            var (around, fromS, toS) = (number % 3) switch
            {
                1 => (EventMoment.Start, -0.5, 1.5),
                2 => (EventMoment.Middle, 1.5, 4.5),
                _ => (EventMoment.End, -0.5, 0.7),
            };
            moments.Add(new KillMoment(Seed, number, around, Math.Round(fromS + ((toS - fromS) * random.NextDouble()), 3)));
        }
        return moments;
    }
}
