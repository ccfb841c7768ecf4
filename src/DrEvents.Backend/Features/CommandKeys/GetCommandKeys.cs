namespace DrEvents.Backend.Features.CommandKeys;

public static class GetCommandKeys
{
    /// <summary>Lists the keys that sign commands, also those that are retired, the oldest first. Their private halves are nowhere to be read.</summary>
    [WolverineGet("/api/command-keys")]
    [Needs(Need.Administer)]
    public static async Task<IReadOnlyList<CommandKeyDetail>> Get(
        IQuerySession session,
        OwnSigningKeys own,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (state, now) = (await session.CommandKeysAsync(cancellation), clock.GetUtcNow());
        var ours = own.KeysOf(state);
        return [.. state.Keys.Select(k => CommandKeyDetails.Of(k, ours, own, now))];
    }
}

public static class CommandKeyDetails
{
    /// <param name="ours">The keys that this node has the private halves of.</param>
    public static CommandKeyDetail Of(KnownCommandKey key, CommandKeyState ours, OwnSigningKeys own, DateTimeOffset now) =>
        new(
            key.Id,
            key.Added.PublicKey,
            key.Retired is not null ? CommandKeyStatus.Retired
                : own.Of(key.Added) is null ? CommandKeyStatus.Foreign
                : key == ours.SigningAt(now) ? CommandKeyStatus.Signing
                : key.Added.SignsFrom > now ? CommandKeyStatus.Waiting
                : CommandKeyStatus.Verifying,
            key.Added.SignsFrom,
            key.Added.By,
            key.Added.At,
            key.Retired?.By,
            key.Retired?.At
        );
}
