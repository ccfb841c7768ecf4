namespace DrEvents.Backend.Features.Webhooks;

/// <summary>How webhooks are delivered: configuration section <c>Webhooks</c>.</summary>
public sealed class WebhookOptions : ICheckedOptions
{
    public const string Section = "Webhooks";
    private const int PauseMaxS = 7 * 24 * 3600;
    private const int PausesMax = 20;

    /// <summary>Eight attempts in about 17 hours.</summary>
    private static readonly IReadOnlyList<double> PausesDefault = [5, 30, 120, 600, 3_600, 14_400, 43_200];

    /// <summary>Whether a webhook may be of this machine or of its networks, and without TLS.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Seconds that a receiver has for its answer.</summary>
    public double TimeoutS { get; set; } = 10;

    /// <summary>Seconds from a failed attempt to the next, one after the other; after the last of them a delivery is given up. Empty: as by default.</summary>
    public IList<double> RetryPausesS { get; set; } = [];

    /// <summary>Seconds from an event's end to the telling of its figures: what VENs sent at the end is in then.</summary>
    public double FiguresAfterS { get; set; } = 15;

    /// <summary>The pause after so many failed attempts; null where there is no further one.</summary>
    public TimeSpan? PauseAfter(int attempts)
    {
        var pauses = RetryPausesS.Count > 0 ? (IReadOnlyList<double>)[.. RetryPausesS] : PausesDefault;
        return attempts <= pauses.Count ? TimeSpan.FromSeconds(pauses[attempts - 1]) : null;
    }

    public IEnumerable<string> Problems()
    {
        if (TimeoutS is not (>= 0.1 and <= 30))
            yield return $"{Section}:TimeoutS is not 0.1 to 30";
        if (RetryPausesS.Count > PausesMax || RetryPausesS.Any(p => p is not (>= 0.1 and <= PauseMaxS)))
            yield return $"{Section}:RetryPausesS is not at most {PausesMax} pauses of 0.1 to {PauseMaxS} seconds";
        if (FiguresAfterS is not (>= 0 and <= 3_600))
            yield return $"{Section}:FiguresAfterS is not 0 to 3600";
    }
}

/// <summary>How many there may be.</summary>
public sealed record WebhookLimits
{
    /// <summary>Each has a queue of its own, so that a slow receiver is waited for by nobody else.</summary>
    public const int WebhooksMax = 20;

    /// <summary>Deliveries of one webhook that wait; what comes beyond that is dead from the start.</summary>
    public int WaitingMax { get; init; } = 500;

    /// <summary>Deliveries of one webhook that are settled and kept, for so long.</summary>
    public int KeptMax { get; init; } = 500;
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromDays(14);
}
