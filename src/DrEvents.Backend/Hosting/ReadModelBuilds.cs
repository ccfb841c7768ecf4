using Microsoft.AspNetCore.Mvc;

namespace DrEvents.Backend.Hosting;

/// <summary>What is asked of the making of read models.</summary>
public static class ReadModelBuilds
{
    /// <summary>Whether an operator stopped it since.</summary>
    public static async Task<bool> IsStoppedAsync(IQuerySession session, ReadModelBuild build, CancellationToken cancellation) =>
        await session.LoadAsync<ReadModelBuild>(build.Id, cancellation) is { Status: ReadModelBuild.Stopped };

    /// <summary>503 with the progress while a read model is made for the first time.</summary>
    public static async Task<ProblemDetails> ReadyAsync(IQuerySession session, string name, CancellationToken cancellation) =>
        await session.LoadAsync<ReadModelBuild>(name, cancellation) is { IsFirst: true, Status: not ReadModelBuild.Done } build
            ? NotReady(build)
            : Problems.None;

    /// <summary>503 with the progress.</summary>
    public static ProblemDetails NotReady(ReadModelBuild? build) =>
        Problems.NotReady($"This is being made from the stored events. {build}".TrimEnd());
}
