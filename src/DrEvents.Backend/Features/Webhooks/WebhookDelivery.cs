namespace DrEvents.Backend.Features.Webhooks;

/// <param name="Status">HTTP status of the answer; null where there was none.</param>
/// <param name="Error">Why it did not count as delivered; null where it did.</param>
public sealed record WebhookAttempt(DateTimeOffset At, int? Status, string? Error, double DurationMs)
{
    public bool IsDelivered => Error is null;

    /// <summary>The receiver wants nothing more.</summary>
    public bool IsGone => Status == StatusCodes.Status410Gone;

    public WebhookAttemptView View() => new(At, Status, Error, DurationMs);
}

/// <summary>Something that one webhook is told, with how it went. A replay is a new round of attempts with the same id and body.</summary>
public sealed record WebhookDelivery
{
    private const int AttemptsKept = 20;

    public required string Id { get; init; }
    public required string WebhookId { get; init; }
    public required string Kind { get; init; }
    public required string Body { get; init; }
    public required string State { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public int Round { get; init; }

    /// <summary>Attempts of this round.</summary>
    public int Tries { get; init; }
    public IReadOnlyList<WebhookAttempt> Attempts { get; init; } = [];
    public DateTimeOffset? NextAttemptAt { get; init; }
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The message by which it is tried next.</summary>
    public AttemptDelivery Next => new(Id, Round, Tries);

    /// <summary>Whether this is what it waits for; else it was done before, or is asked for anew.</summary>
    public bool WaitsFor(AttemptDelivery due) => State == WebhookStates.Waiting && due == Next;

    public WebhookDelivery After(WebhookAttempt attempt, WebhookOptions options)
    {
        var tried = this with { Tries = Tries + 1, Attempts = [.. Attempts.TakeLast(AttemptsKept - 1), attempt] };
        var end = attempt.At + TimeSpan.FromMilliseconds(attempt.DurationMs);
        return attempt.IsDelivered ? tried.Settled(WebhookStates.Delivered, end)
            : !attempt.IsGone && options.PauseAfter(tried.Tries) is { } pause ? tried with { NextAttemptAt = end + pause }
            : tried.Settled(WebhookStates.Dead, end);
    }

    public WebhookDelivery Settled(string state, DateTimeOffset at) => this with { State = state, NextAttemptAt = null, SettledAt = at };

    public WebhookDelivery Again(DateTimeOffset now) =>
        this with
        {
            State = WebhookStates.Waiting,
            Round = Round + 1,
            Tries = 0,
            NextAttemptAt = now,
            SettledAt = null,
        };

    public WebhookDeliveryView View() =>
        new(Id, WebhookId, Kind, State, CreatedAt, NextAttemptAt, SettledAt, [.. Attempts.Select(a => a.View())], Body);
}
