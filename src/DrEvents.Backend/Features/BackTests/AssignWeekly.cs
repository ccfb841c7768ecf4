using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Results;

namespace DrEvents.Backend.Features.BackTests;

/// <summary>
/// Begins a round of back-tests every week, where the settings want it, and goes on with one that has come to a halt: messages may be lost with a process.
/// </summary>
public sealed class AssignWeekly(
    IDocumentStore store,
    IServiceScopeFactory scopes,
    IOptions<ResultOptions> options,
    TimeProvider clock,
    ILogger<AssignWeekly> log
) : RepeatedWork("Assigning profiles by back-tests", TimeSpan.FromMinutes(10), clock, log)
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan HaltedAfter = TimeSpan.FromMinutes(30);

    private readonly OneOfMany _node = new(store, "assigning profiles", TimeSpan.FromMinutes(25), clock);
    private bool _isThisOne;

    /// <summary>The round to work on now; null while there is nothing to do.</summary>
    public static AssigningRound? Next(AssigningRound? last, DateTimeOffset now) =>
        last switch
        {
            null => AssigningRound.Begun(now),
            { DoneAt: null } => now - last.At >= HaltedAfter ? last with { At = now } : null,
            _ => now - last.StartedAt >= Week ? AssigningRound.Begun(now) : null,
        };

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_isThisOne)
            await _node.LeaveAsync(cancellationToken);
    }

    protected override async Task DoAsync(CancellationToken cancellation)
    {
        if (options.Value.Assign != ResultOptions.AssignByBackTest)
            return;
        _isThisOne = await _node.IsThisOneAsync(cancellation);
        if (!_isThisOne)
            return;
        await using var session = store.LightweightSession();
        // Read models that are being made anew hold no history yet.
        if (await LiveReadiness.SinceAsync(session, cancellation) is not null)
            return;
        var last = await session.LoadAsync<AssigningRound>(AssigningRound.Only, cancellation);
        if (Next(last, Clock.GetUtcNow()) is not { } round)
            return;
        session.Store(round);
        await session.SaveChangesAsync(cancellation);
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().SendAsync(new AssignPage(round.StartedAt, round.After));
    }
}
