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
    [Needs(Need.Read)]
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
    /// <summary>Has a read model made anew; what was stopped goes on where it was.</summary>
    [WolverinePost("/api/rebuilds/{name}")]
    [Needs(Need.Administer)]
    public static async Task<Results<Accepted<RebuildView>, ProblemHttpResult>> Post(
        string name,
        IDocumentSession session,
        IEnumerable<Rebuildable> all,
        CancellationToken cancellation
    )
    {
        if (all.FirstOrDefault(r => r.Name == name) is not { } asked)
            return TypedResults.Problem(Rebuilds.Unknown(name, all));
        var found = await Rebuilds.HoldAsync(session, name, cancellation);
        var isBegun = found is { Status: ReadModelBuild.Running or ReadModelBuild.Stopped };
        var build = (isBegun ? found! : await asked.Begin(session, cancellation)) with { Status = ReadModelBuild.Running };
        session.Store(build);
        return TypedResults.Accepted("/api/rebuilds", Rebuilds.View(name, build));
    }
}

public static class StopRebuild
{
    /// <summary>Stops the making of a read model; what is in use stays as it is.</summary>
    [WolverineDelete("/api/rebuilds/{name}")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<Ok<RebuildView>, ProblemHttpResult>> Delete(
        string name,
        IDocumentSession session,
        IEnumerable<Rebuildable> all,
        CancellationToken cancellation
    )
    {
        if (all.All(r => r.Name != name))
            return TypedResults.Problem(Rebuilds.Unknown(name, all));
        if (await Rebuilds.HoldAsync(session, name, cancellation) is not { Status: ReadModelBuild.Running } build)
            return TypedResults.Problem(Problems.Conflict($"{name} is not being made"));
        build = build with { Status = ReadModelBuild.Stopped };
        session.Store(build);
        return TypedResults.Ok(Rebuilds.View(name, build));
    }
}

internal static class Rebuilds
{
    /// <summary>How far a read model is; whoever else begins or stops it waits.</summary>
    public static async Task<ReadModelBuild?> HoldAsync(IDocumentSession session, string name, CancellationToken cancellation)
    {
        await session.HoldAsync(name, cancellation);
        return await session.LoadAsync<ReadModelBuild>(name, cancellation);
    }

    public static ProblemDetails Unknown(string name, IEnumerable<Rebuildable> all) =>
        Problems.NotFound("read model", $"{name}, only {string.Join(", ", all.Select(r => r.Name))}");

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
