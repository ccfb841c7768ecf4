namespace DrEvents.Backend.Hosting;

/// <summary>Names a read model that can be made anew, and begins that.</summary>
public sealed record Rebuildable(string Name, Func<IQuerySession, CancellationToken, Task<ReadModelBuild>> Begin)
{
    public static Rebuildable Of(IStreamState state, TimeProvider clock) =>
        new(ReadModelBuild.NameOf(state), (_, _) => Task.FromResult(ReadModelBuild.Of(state, ReadModelBuild.Running, clock.GetUtcNow())));
}

public static class GetRebuilds
{
    /// <summary>Lists the read models, each with how far it was made the last time.</summary>
    [WolverineGet("/api/rebuilds")]
    public static async Task<IReadOnlyList<RebuildView>> Get(
        IQuerySession session,
        IEnumerable<Rebuildable> all,
        CancellationToken cancellation
    )
    {
        var builds = (await session.Query<ReadModelBuild>().ToListAsync(cancellation)).ToDictionary(b => b.Id);
        return [.. all.Select(r => Rebuilds.View(r.Name, builds.GetValueOrDefault(r.Name)))];
    }
}

public static class BeginRebuild
{
    public static async Task<(ReadModelBuild? Build, ProblemDetails Problem)> LoadAsync(
        string name,
        IDocumentSession session,
        IEnumerable<Rebuildable> all,
        CancellationToken cancellation
    )
    {
        var (asked, build, problem) = await Rebuilds.HoldAsync(name, session, all, cancellation);
        if (asked is null)
            return (null, problem);
        return build is { Status: ReadModelBuild.Running or ReadModelBuild.Stopped }
            ? (build with { Status = ReadModelBuild.Running }, problem)
            : (await asked.Begin(session, cancellation), problem);
    }

    /// <summary>Has a read model made anew; what was stopped goes on where it was.</summary>
    [WolverinePost("/api/rebuilds/{name}")]
    public static Accepted<RebuildView> Post([NotBody] ReadModelBuild? build, IDocumentSession session)
    {
        session.Store(build!);
        return TypedResults.Accepted("/api/rebuilds", Rebuilds.View(build!.Id, build));
    }
}

public static class StopRebuild
{
    public static async Task<(ReadModelBuild? Build, ProblemDetails Problem)> LoadAsync(
        string name,
        IDocumentSession session,
        IEnumerable<Rebuildable> all,
        CancellationToken cancellation
    )
    {
        var (asked, build, problem) = await Rebuilds.HoldAsync(name, session, all, cancellation);
        return asked is null ? (null, problem)
            : build is { Status: ReadModelBuild.Running } ? (build with { Status = ReadModelBuild.Stopped }, problem)
            : (null, Problems.Conflict($"{name} is not being made"));
    }

    /// <summary>Stops the making of a read model; what is in use stays as it is.</summary>
    [WolverineDelete("/api/rebuilds/{name}")]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static RebuildView Delete([NotBody] ReadModelBuild? build, IDocumentSession session)
    {
        session.Store(build!);
        return Rebuilds.View(build!.Id, build);
    }
}

internal static class Rebuilds
{
    /// <summary>The read model of the route and how far it is; whoever else begins or stops it waits. 404 when there is none of that name.</summary>
    public static async Task<(Rebuildable? Asked, ReadModelBuild? Build, ProblemDetails Problem)> HoldAsync(
        string name,
        IDocumentSession session,
        IEnumerable<Rebuildable> all,
        CancellationToken cancellation
    )
    {
        await session.HoldAsync(name, cancellation);
        if (all.FirstOrDefault(r => r.Name == name) is { } asked)
            return (asked, await session.LoadAsync<ReadModelBuild>(name, cancellation), Problems.None);
        return (null, null, Problems.NotFound("read model", $"{name}, only {string.Join(", ", all.Select(r => r.Name))}"));
    }

    public static RebuildView View(string name, ReadModelBuild? build) =>
        new(
            name,
            build?.Status ?? ReadModelBuild.Done,
            build?.EventsDone ?? 0,
            build?.EventsTotal ?? 0,
            build?.EventsPerS ?? 0,
            build is { Status: ReadModelBuild.Running } ? build.Left?.TotalSeconds : null,
            build?.BeganAt,
            build?.DoneAt,
            build?.Problem
        );
}
