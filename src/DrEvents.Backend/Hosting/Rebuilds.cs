using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace DrEvents.Backend.Hosting;

/// <summary>Names a read model that can be made anew, and begins that.</summary>
/// <param name="Name">Its name for operators.</param>
/// <param name="Begin">Its making from the beginning.</param>
public sealed record Rebuildable(string Name, Func<IQuerySession, CancellationToken, Task<ReadModelBuild>> Begin);

/// <summary>Read models that are made from the stored events: <c>GET /api/rebuilds</c>.</summary>
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
        return [.. all.Select(r => RebuildViews.Of(r.Name, builds.GetValueOrDefault(r.Name)))];
    }
}

/// <summary>Making a read model anew: <c>POST /api/rebuilds/{name}</c>. What was stopped goes on where it was.</summary>
public static class BeginRebuild
{
    /// <summary>The read model of the route.</summary>
    public static async Task<(RebuildChange Change, ProblemDetails Problem)> LoadAsync(
        string name,
        IDocumentSession session,
        IEnumerable<Rebuildable> all,
        CancellationToken cancellation
    )
    {
        await session.HoldAsync(name, cancellation);
        var found = await session.LoadAsync<ReadModelBuild>(name, cancellation);
        if (all.FirstOrDefault(r => r.Name == name) is not { } rebuildable)
            return (new RebuildChange(null), RebuildViews.Unknown(name, all));
        return (
            new RebuildChange(
                found is { Status: ReadModelBuild.Running or ReadModelBuild.Stopped }
                    ? found with
                    {
                        Status = ReadModelBuild.Running,
                    }
                    : await rebuildable.Begin(session, cancellation)
            ),
            Problems.None
        );
    }

    /// <summary>Has a read model made anew; what was stopped goes on where it was.</summary>
    [WolverinePost("/api/rebuilds/{name}")]
    public static Accepted<RebuildView> Post([NotBody] RebuildChange change, IDocumentSession session)
    {
        session.Store(change.Build!);
        return TypedResults.Accepted("/api/rebuilds", RebuildViews.Of(change.Build!.Id, change.Build));
    }
}

/// <summary>Stopping that: <c>DELETE /api/rebuilds/{name}</c>. What is in use stays as it is.</summary>
public static class StopRebuild
{
    /// <summary>The read model of the route; 409 when it is not being made.</summary>
    public static async Task<(RebuildChange Change, ProblemDetails Problem)> LoadAsync(
        string name,
        IDocumentSession session,
        IEnumerable<Rebuildable> all,
        CancellationToken cancellation
    )
    {
        await session.HoldAsync(name, cancellation);
        if (all.All(r => r.Name != name))
            return (new RebuildChange(null), RebuildViews.Unknown(name, all));
        return await session.LoadAsync<ReadModelBuild>(name, cancellation) is { Status: ReadModelBuild.Running } running
            ? (new RebuildChange(running with { Status = ReadModelBuild.Stopped }), Problems.None)
            : (new RebuildChange(null), Problems.Conflict($"{name} is not being made"));
    }

    /// <summary>Stops the making of a read model; what is in use stays as it is.</summary>
    [WolverineDelete("/api/rebuilds/{name}")]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static RebuildView Delete([NotBody] RebuildChange change, IDocumentSession session)
    {
        session.Store(change.Build!);
        return RebuildViews.Of(change.Build!.Id, change.Build);
    }
}

/// <summary>What is stored of a making that an operator begins or stops.</summary>
public sealed record RebuildChange(ReadModelBuild? Build);

/// <summary>What clients see of a making.</summary>
internal static class RebuildViews
{
    public static RebuildView Of(string name, ReadModelBuild? build) =>
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

    public static ProblemDetails Unknown(string name, IEnumerable<Rebuildable> all)
    {
        var problem = Problems.NotFound("read model", name);
        problem.Detail += ", only " + string.Join(", ", all.Select(r => r.Name));
        return problem;
    }
}
