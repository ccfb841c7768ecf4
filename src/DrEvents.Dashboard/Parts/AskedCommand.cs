namespace DrEvents.Dashboard.Parts;

/// <summary>A command that was asked for on a page, and what the VEN answered.</summary>
/// <param name="Taken">What the backend stored.</param>
/// <param name="LoadId">The load that it is about; null for the VEN.</param>
/// <param name="What">What it asks, for people.</param>
/// <param name="At">When it was asked.</param>
public sealed record AskedCommand(CommandTaken Taken, string? LoadId, string What, DateTimeOffset At)
{
    /// <summary>So long a VEN has for its answer; the command is void after that.</summary>
    public static readonly TimeSpan AnsweredWithin = TimeSpan.FromMinutes(5);

    /// <summary>What came back; null while nothing did.</summary>
    public AckView? Answer { get; set; }

    /// <summary>Whether an answer may still come.</summary>
    public bool IsWaiting(DateTimeOffset now) => Answer is null && now - At < AnsweredWithin;
}

/// <summary>What is to be changed of a load.</summary>
public sealed record LoadChange(string LoadId, ChangeLoadRequest Request);
