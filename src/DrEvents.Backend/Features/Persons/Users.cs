using DrEvents.Backend.Features.Access;

namespace DrEvents.Backend.Features.Persons;

/// <summary>Reads users as they are stored, and not as a node remembers them.</summary>
internal static class Users
{
    public static async Task<KnownUser?> FindAsync(IQuerySession session, string userId, CancellationToken cancellation) =>
        (await session.AccessAsync(AccessState.Nothing, cancellation)).Users.GetValueOrDefault(userId);
}
