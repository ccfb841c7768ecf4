namespace DrEvents.Backend.Hosting;

/// <summary>How far the making of a read model is: from all stored events, beside what is in use.</summary>
public sealed record ReadModelBuild
{
    /// <summary>It is worked on.</summary>
    public const string Running = "running";

    /// <summary>An operator stopped it; it goes on where it was when it is asked for again.</summary>
    public const string Stopped = "stopped";

    /// <summary>What it made is in use.</summary>
    public const string Done = "done";

    /// <summary>The read model, as operators name it.</summary>
    public required string Id { get; init; }

    /// <summary>The version of its form.</summary>
    public required uint Version { get; init; }

    /// <summary>One of the above.</summary>
    public required string Status { get; init; }

    /// <summary>Whether nothing complete is in use before it is done: a version that took the database over makes it.</summary>
    public bool IsFirst { get; init; }

    /// <summary>The last sequence that it reads by itself; what came later, the projection folds as ever.</summary>
    public long UpTo { get; init; }

    /// <summary>The last VEN, or stream, that is done.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>Events read.</summary>
    public long EventsDone { get; init; }

    /// <summary>About how many there are.</summary>
    public long EventsTotal { get; init; }

    /// <summary>How long it was worked on, s.</summary>
    public double WorkedS { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>Why it could not go on the last time that it was tried.</summary>
    public string? Problem { get; init; }

    /// <summary>Events a second; 0 before there is a figure.</summary>
    public double EventsPerS => WorkedS > 0 ? EventsDone / WorkedS : 0;

    /// <summary>How long the rest takes at that rate; null while nobody knows.</summary>
    public TimeSpan? Left => EventsPerS > 0 ? TimeSpan.FromSeconds(Math.Max(0, EventsTotal - EventsDone) / EventsPerS) : null;

    /// <summary>In a line.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            $"{Id}: {EventsDone} of {EventsTotal} events{(Left is { } left ? $", {EventsPerS:0}/s, {left:hh\\:mm\\:ss} left" : "")}{(Problem is null ? "" : $"; {Problem}")}"
        );
}
