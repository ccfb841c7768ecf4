using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Results;

/// <summary>What a VEN's result was, as short texts to compare it with another: results themselves are too large to be kept.</summary>
/// <param name="Text">Of all that it says of the event itself. Why it is not by the meter, and who proved to have sent its readings, is of no account.</param>
/// <param name="Figures">The same but for what follows from odd readings and from who accepted them.</param>
/// <param name="Around">Of the time around the event; null where it says nothing of that.</param>
/// <param name="Accepted">The stored events by which odd readings of it were accepted.</param>
public sealed record VenWas(string Text, string Figures, string? Around, IReadOnlyList<long> Accepted)
{
    public static VenWas Of(VenResult result)
    {
        var said = result with { NotByMeter = null, Around = null, Unproven = null };
        return new VenWas(
            DigestOf(said),
            DigestOf(said with { Provisional = null, Hash = "", Accepted = null }),
            result.Around is { } around ? DigestOf(around) : null,
            [.. (result.Accepted ?? []).Select(a => a.Sequence)]
        );
    }

    /// <summary>Whether anything differs between them; null is a VEN without a result.</summary>
    public static bool Differ(VenWas? now, VenWas? was) => (now?.Text, now?.Around) != (was?.Text, was?.Around);

    /// <summary>Whether anybody has accepted odd readings of it since it was another.</summary>
    public bool IsAcceptedSince(VenWas? before) => before is not null && Accepted.Except(before.Accepted).Any();

    private static string DigestOf<T>(T said) => ResultDigest.Of(JsonSerializer.Serialize(said));
}
