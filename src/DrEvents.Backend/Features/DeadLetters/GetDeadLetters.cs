using System.Globalization;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace DrEvents.Backend.Features.DeadLetters;

/// <summary>Looks at dead letters.</summary>
public static class GetDeadLetters
{
    private const int LimitDefault = 20;

    /// <summary>Most letters in one answer, each of which can be 128 KiB.</summary>
    private const int LimitMax = 100;

    /// <summary>The newest letters, or, with <c>before</c>, the newest of those that are older than the letter of that id.</summary>
    [WolverineGet("/api/dead-letters")]
    [ProducesResponseType<DeadLetterPage>(StatusCodes.Status200OK)]
    public static async Task<IResult> Page(string? limit, string? before, IQuerySession session, CancellationToken cancellation)
    {
        var query = new QueryFields();
        var most = query.Limit(limit, LimitDefault, LimitMax);
        var older = query.Whole("before", before, 1, long.MaxValue) ?? long.MaxValue;
        if (query.Problem is { } problem)
            return problem;
        var letters = await session
            .Query<DeadLetter>()
            .Where(l => l.Id < older)
            .OrderByDescending(l => l.Id)
            .Take(most)
            .ToListAsync(cancellation);
        return Results.Ok(
            new DeadLetterPage(
                await Burial.TotalCountAsync(session, cancellation),
                await session.Query<DeadLetter>().LongCountAsync(cancellation),
                [.. letters.Select(View)]
            )
        );
    }

    /// <summary>One letter.</summary>
    [WolverineGet("/api/dead-letters/{id}")]
    [ProducesResponseType<DeadLetterView>(StatusCodes.Status200OK)]
    public static async Task<IResult> One(long id, IQuerySession session, CancellationToken cancellation) =>
        await session.LoadAsync<DeadLetter>(id, cancellation) is { } letter ? Results.Ok(View(letter)) : Missing(id);

    /// <summary>The answer when there is no letter of this id, or no longer.</summary>
    public static IResult Missing(long id) => Problems.NotFound("dead letter", id.ToString(CultureInfo.InvariantCulture));

    private static DeadLetterView View(DeadLetter letter) =>
        new(
            letter.Id,
            letter.Topic,
            letter.Reason,
            letter.ReceivedAt,
            letter.PayloadBytes,
            Convert.ToBase64String(letter.Payload),
            letter.Text()
        );
}
