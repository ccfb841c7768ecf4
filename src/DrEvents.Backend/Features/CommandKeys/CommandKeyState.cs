using System.Collections.Immutable;

namespace DrEvents.Backend.Features.CommandKeys;

/// <summary>A key as the stream says.</summary>
public sealed record KnownCommandKey(CommandKeyAdded Added, CommandKeyRetired? Retired)
{
    public string Id => Added.KeyId;

    public CommandKeyView View { get; } = new(Added.KeyId, Added.PublicKey);
}

/// <summary>All keys there ever were, the oldest first.</summary>
/// <param name="Version">Of the stream; 0 before anything was stored.</param>
public sealed record CommandKeyState(long Version, ImmutableList<KnownCommandKey> Keys)
{
    public static CommandKeyState Nothing { get; } = new(0, []);

    public static CommandKeyState Of(IReadOnlyList<IEvent> stored) =>
        stored.Aggregate(Nothing, (state, e) => state.After(e.Version, e.Data));

    /// <summary>Those that are not retired.</summary>
    public IEnumerable<KnownCommandKey> InForce => Keys.Where(k => k.Retired is null);

    /// <summary>The key that signs: the newest whose time has come, else the oldest; null where there is none.</summary>
    public KnownCommandKey? SigningAt(DateTimeOffset now) =>
        InForce.LastOrDefault(k => k.Added.SignsFrom <= now) ?? InForce.FirstOrDefault();

    /// <summary>The key that VENs get to know and that does not sign yet; null where there is none.</summary>
    public KnownCommandKey? WaitingAt(DateTimeOffset now) => InForce.LastOrDefault(k => k.Added.SignsFrom > now && k != SigningAt(now));

    public CommandKeyState After(long version, object happened) =>
        happened switch
        {
            CommandKeyAdded added => new(version, Keys.Add(new KnownCommandKey(added, Retired: null))),
            CommandKeyRetired retired => new(version, Keys.ConvertAll(k => k.Id == retired.KeyId ? k with { Retired = retired } : k)),
            _ => this with { Version = version },
        };
}

public static class ReadCommandKeys
{
    public static async Task<CommandKeyState> CommandKeysAsync(this IQuerySession session, CancellationToken cancellation) =>
        CommandKeyState.Of(await session.Events.FetchStreamAsync(CommandKeyStream.Id, token: cancellation));

    /// <summary>What holds, held against all others who change it.</summary>
    public static async Task<CommandKeyState> HeldCommandKeysAsync(this IDocumentSession session, CancellationToken cancellation)
    {
        await session.HoldAsync(CommandKeyStream.Id, cancellation);
        return await session.CommandKeysAsync(cancellation);
    }
}
