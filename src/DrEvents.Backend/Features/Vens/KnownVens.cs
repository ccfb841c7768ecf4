using DrEvents.Contracts;
using Marten;

namespace DrEvents.Backend.Features.Vens;

/// <summary>VENs as requests name them.</summary>
public static class KnownVens
{
    /// <summary>The VEN of this id; null when none was registered, when it was removed, and when the text can be nobody's id.</summary>
    public static async Task<Ven?> FindVenAsync(this IQuerySession session, string venId, CancellationToken cancellation) =>
        VenIds.IsValid(venId) && await session.LoadAsync<Ven>(Ven.StreamOf(venId), cancellation) is { Removed: false } ven ? ven : null;
}
