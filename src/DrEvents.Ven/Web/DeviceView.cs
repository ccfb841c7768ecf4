using DrEvents.Ven.Devices;

namespace DrEvents.Ven.Web;

/// <summary>How a real device does.</summary>
/// <param name="State"><c>ok</c>, <c>stale</c>, <c>unreachable</c> or <c>refused</c>.</param>
/// <param name="Reason">Why it does not do well.</param>
/// <param name="IsActuated">The limit that is wanted was read back from it.</param>
/// <param name="IsEstimated">Its power is estimated: it has no meter.</param>
/// <param name="IsLeftAlone">Somebody has set it by hand; it is left alone until the reduction is over.</param>
/// <param name="HasNoTimer">It forgets no limit by itself; the VEN takes it off when it is back.</param>
internal sealed record DeviceView(string State, string? Reason, bool IsActuated, bool IsEstimated, bool IsLeftAlone, bool HasNoTimer)
{
    public static DeviceView Of(DeviceStatus status) =>
        new(
            status.Word,
            status.Reason,
            status.IsActuated,
            status.IsEstimated,
            status.IsLeftAlone,
            status.Forgetting == LimitForgetting.ByWatchdog
        );
}
