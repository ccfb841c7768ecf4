using DrEvents.Backend.Features.Access;
using DrEvents.Contracts.Http;
using Microsoft.Extensions.Options;

namespace DrEvents.Backend.Tests.Access;

/// <summary>Keys, grants and requests, as tests of access need them.</summary>
internal static class Some
{
    public const string AdministratorKey = "an-administrators-key-of-32-characters";

    public static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A request from elsewhere that proves nothing.</summary>
    public static readonly Shown Request = new(System.Net.IPAddress.Parse("192.0.2.7"), false, null, null, null);

    /// <summary>The same from this machine.</summary>
    public static readonly Shown OwnRequest = Request with { From = System.Net.IPAddress.Loopback, IsOfThisMachine = true };

    public static ApiKeyMade Made(ApiKey key, string role = Roles.Administrator, DateTimeOffset? expiresAt = null) =>
        new(key.Id, "Control centre", role, key.Hash, expiresAt, "somebody", Now);

    public static GrantMade Granted(string addresses, string? origin = null, string role = Roles.Installer) =>
        new("0000000a", "Scripts", addresses, origin, role, "somebody", Now);

    public static AccessState State(params object[] happened) =>
        happened.Index().Aggregate(AccessState.Nothing, (state, e) => state.After(e.Index + 1, e.Item));

    public static WaysIn Ways(AccessState state, string? administratorKey = null, TimeProvider? clock = null, OwnKeys? own = null)
    {
        var known = new KnownAccess();
        known.Learn(state);
        var options = Options.Create(new AccessOptions { AdministratorKey = administratorKey });
        return new WaysIn(options, known, own ?? new OwnKeys(), clock ?? new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Now));
    }
}
