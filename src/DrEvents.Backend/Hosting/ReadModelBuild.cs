using static DrEvents.Backend.Hosting.SaidValues;
using static DrEvents.Backend.Hosting.Sentence;

namespace DrEvents.Backend.Hosting;

/// <summary>How far the making of a read model is: from all stored events, beside what is in use.</summary>
/// <param name="Id">The read model, as operators name it.</param>
/// <param name="Version">The version of its form.</param>
public sealed record ReadModelBuild(string Id, uint Version, string Status, DateTimeOffset BeganAt)
{
    public const string Running = "running";

    /// <summary>An operator stopped it; it goes on where it was when it is asked for again.</summary>
    public const string Stopped = "stopped";

    /// <summary>What it made is in use.</summary>
    public const string Done = "done";

    /// <summary>Whether nothing complete is in use before it is done: a version that took the database over makes it.</summary>
    public bool IsFirst { get; init; }

    /// <summary>The last sequence that it reads by itself; what came later, the projection folds as ever.</summary>
    public long UpTo { get; init; }

    /// <summary>The last VEN, or stream, that is done.</summary>
    public string Cursor { get; init; } = "";
    public long EventsDone { get; init; }

    /// <summary>About how many there are.</summary>
    public long EventsTotal { get; init; }

    /// <summary>How long it was worked on, s.</summary>
    public double WorkedS { get; init; }
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>Why it could not go on the last time that it was tried.</summary>
    public string? Problem { get; init; }

    /// <summary>0 before there is a figure.</summary>
    public double EventsPerS => WorkedS > 0 ? EventsDone / WorkedS : 0;

    /// <summary>How long the rest takes at that rate; null while nobody knows.</summary>
    public TimeSpan? Left => EventsPerS > 0 ? TimeSpan.FromSeconds(Math.Max(0, EventsTotal - EventsDone) / EventsPerS) : null;

    public override string ToString() => Says().Text;

    /// <summary>How far it is, in a line.</summary>
    public Sentence Says() =>
        Say(
            SaidKind.ReadModelMade,
            $"{Id:readModel}: {EventsDone:done} of {EventsTotal:total} events{Rate():eventsPerSecond}{Rest():leftS}{Text(Problem, "; "):problem}"
        );

    private SaidValue Rate() => Left is null ? default : Count((long)Math.Round(EventsPerS), ", ", "/s");

    private SaidValue Rest() =>
        Left is { } left
            ? new(string.Create(CultureInfo.InvariantCulture, $", {left:hh\\:mm\\:ss} left"), Math.Round(left.TotalSeconds))
            : default;

    public static string NameOf(IStreamState state) => state.Name.ToLowerInvariant();

    public static ReadModelBuild Of(IStreamState state, string status, DateTimeOffset now) =>
        new(NameOf(state), state.Version, status, now);

    /// <summary>Whether this says that the state is made, in the form that it has now.</summary>
    public bool HasMade(IStreamState state) => Status == Done && Version == state.Version;

    /// <summary>Whether an operator stopped it since.</summary>
    public async Task<bool> IsStoppedAsync(IQuerySession session, CancellationToken cancellation) =>
        await session.LoadAsync<ReadModelBuild>(Id, cancellation) is { Status: Stopped };

    /// <summary>503 with the progress while a read model is made for the first time.</summary>
    public static async Task<ProblemDetails?> NotReadyAsync(IQuerySession session, string name, CancellationToken cancellation) =>
        await session.LoadAsync<ReadModelBuild>(name, cancellation) is { IsFirst: true, Status: not Done } build ? NotReady(build) : null;

    public static ProblemDetails NotReady(ReadModelBuild? build) =>
        Problems.NotReady($"This is being made from the stored events. {build}".TrimEnd());
}
