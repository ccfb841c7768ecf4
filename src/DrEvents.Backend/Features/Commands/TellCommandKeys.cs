using DrEvents.Backend.Features.CommandKeys;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Commands;

/// <summary>Tell all VENs that are enrolled and there which keys count now. The others hear of it when they come.</summary>
public sealed record TellAllCommandKeys;

public static class TellAllCommandKeysHandler
{
    private const int Page = 500;

    public static async Task<OutgoingMessages> Handle(TellAllCommandKeys _, IQuerySession session, CancellationToken cancellation)
    {
        var there = await session.Query<Ven>().Where(v => v.Online && !v.Removed).Select(v => v.VenId).ToListAsync(cancellation);
        return [.. there.Order(StringComparer.Ordinal).Chunk(Page).Select(page => new TellCommandKeys(page))];
    }
}

/// <summary>Tell VENs which keys count now, those of them that have others.</summary>
public sealed record TellCommandKeys(IReadOnlyList<string> VenIds);

/// <summary>
/// A VEN says with each connection by which keys it verifies. Has it others than those that count, it is told them by a command that is signed by the newest key that
/// it knows: also by one that is retired since, as it was away for long.
/// </summary>
public static class TellCommandKeysHandler
{
    private const string Reason = "keys of commands changed";

    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromMinutes(5);

    public static async Task<PublishCommands> Handle(
        TellCommandKeys tell,
        IDocumentSession session,
        OwnSigningKeys own,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (state, now) = (own.KeysOf(await session.CommandKeysAsync(cancellation)), clock.GetUtcNow());
        var vens = await session.LoadManyAsync<Ven>(cancellation, tell.VenIds.Select(Ven.StreamOf));
        var stored = vens.Where(v => v is { Online: true, Removed: false })
            .Select(v => (v.VenId, Command: CommandFor(IdsOf(v.Capabilities), state, now)))
            .Where(t => t.Command is not null)
            .Select(t => (Participation.StreamOf(t.Command!.CorrelationId, t.VenId), (object)t.Command))
            .ToList();
        await StreamAppends.AppendAsync(session, stored, cancellation);
        return PublishCommands.Among(stored);
    }

    /// <summary>What follows when a VEN says by which keys it verifies, and these are not those that count.</summary>
    public static IEnumerable<TellCommandKeys> ToWhoSaid(Stored<CapabilitiesChanged> said, ICommandKeys keys)
    {
        if (IdsOf(said.Event.Capabilities) is { Count: > 0 } ids && !ids.SetEquals(keys.Current.Select(k => k.KeyId)))
            yield return new TellCommandKeys([Ven.VenOf(said.Stream)!]);
    }

    /// <summary>What a VEN that verifies by these keys is told; null where it has the right ones, or none of ours.</summary>
    public static CommandDispatched? CommandFor(IReadOnlySet<string> ids, CommandKeyState state, DateTimeOffset now)
    {
        IReadOnlyList<CommandKeyView> current = [.. state.InForce.Select(k => k.View)];
        if (
            current.Count == 0
            || ids.SetEquals(current.Select(k => k.KeyId))
            || state.Keys.FindLast(k => ids.Contains(k.Id)) is not { } known
        )
            return null;
        return new CommandDispatched(
            DirectCommands.NewId(),
            CommandOps.SetConfig,
            Revision: 1,
            RequestedReductionKw: null,
            EndsAt: null,
            now + AnsweredWithin,
            Reason,
            new DirectOrder(CommandKeys: current, SignedBy: known.Id),
            now
        );
    }

    private static HashSet<string> IdsOf(IReadOnlyList<string> capabilities) =>
        [.. capabilities.Select(VenCapabilities.CommandKeyOf).OfType<string>()];
}
