using Amazon.Runtime;
using DrEvents.Backend.Features.Vens;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace DrEvents.Backend.Features.Identity;

/// <summary>Has the authority revoke what a VEN's stream says is revoked. What fails is tried again for a day, and is a dead letter then.</summary>
public static class RevokeAtAuthorityHandler
{
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(2),
        TimeSpan.FromSeconds(4),
        TimeSpan.FromSeconds(8),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(17),
    ];

    public static void Configure(HandlerChain chain) =>
        chain
            .OnException(e => e is AmazonClientException or AmazonServiceException or HttpRequestException or OperationCanceledException)
            .ScheduleRetry(Pauses)
            .Then.MoveToErrorQueue();

    public static async Task Handle(
        CertificatesRevoked revoked,
        IQuerySession session,
        IVenAuthority authority,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var ven = await session.LoadAsync<Ven>(Ven.StreamOf(revoked.VenId), cancellation);
        if (ven is null or { Removed: true })
        {
            await authority.RevokeAllAsync(revoked.VenId, cancellation);
            return;
        }
        var keys = (ven.Identity?.Certificates ?? []).Where(c => c.RevokedAt is not null && c.NotAfter > now).Select(c => c.KeyHash);
        // A key that has another certificate since is not taken away with the old one.
        var held = (ven.Identity?.Certificates ?? []).Where(c => c.HoldsAt(now)).Select(c => c.KeyHash);
        if (keys.Except(held).ToHashSet() is { Count: > 0 } gone)
            await authority.RevokeAsync(revoked.VenId, gone, cancellation);
    }
}
