using Microsoft.Extensions.Options;

namespace DrEvents.Backend.Features.Archive;

/// <summary>When days of telemetry are closed, and how long they are kept: configuration section <c>Archive</c>. Days are UTC.</summary>
public sealed class ArchiveOptions
{
    private const int DaysMax = 36_500;

    /// <summary>Whole days after which a VEN's day is closed. 0 closes none.</summary>
    public int AfterDays { get; set; } = 3;

    /// <summary>Days that a closed day is kept. 0 keeps it for ever.</summary>
    public int KeepDays { get; set; } = 400;

    /// <summary>Days before an event that are kept for the VENs that took part: the longest look-back of a baseline.</summary>
    public int LookBackDays { get; set; } = 90;

    /// <summary>Days that an event's days, and those before it, are kept. 0 keeps them for ever.</summary>
    public int KeepEventDays { get; set; }

    /// <summary>Days that a restored day stays open before it is closed again.</summary>
    public int RestoredDays { get; set; } = 7;

    /// <summary>What is wrong with these options, naming the key; empty when nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (
            var (key, days, min) in new[]
            {
                (nameof(AfterDays), AfterDays, 0),
                (nameof(KeepDays), KeepDays, 0),
                (nameof(LookBackDays), LookBackDays, 0),
                (nameof(KeepEventDays), KeepEventDays, 0),
                (nameof(RestoredDays), RestoredDays, 1),
            }
        )
        {
            if (days < min || days > DaysMax)
                yield return $"Archive:{key} is {days}, not {min} to {DaysMax} days";
        }
        if (KeepDays > 0 && KeepDays <= AfterDays)
            yield return $"Archive:KeepDays is {KeepDays}, not more than Archive:AfterDays, {AfterDays}";
        if (KeepEventDays > 0 && (KeepDays == 0 || KeepEventDays < KeepDays))
            yield return $"Archive:KeepEventDays is {KeepEventDays}, less than what Archive:KeepDays keeps of all days";
    }
}

/// <summary>Checks the options before any day is closed.</summary>
public sealed class ArchiveOptionsCheck : IValidateOptions<ArchiveOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, ArchiveOptions options) =>
        options.Problems().ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
}
