using DrEvents.Mqtt;

namespace DrEvents.Ven.Mqtt;

/// <summary>
/// Whether another client has our id. MQTT 5 has a reason for that, which not every broker gives (mosquitto 2.0 just closes the connection):
/// then it is known by connections that the broker ends one after the other as soon as they stand. A restarted broker refuses in between.
/// </summary>
/// <param name="InARow">Short connections in a row that the broker ended without a reason.</param>
internal readonly record struct PushedOff(int InARow)
{
    private const int InARowMin = 5;
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);

    /// <summary>After one more attempt that failed, or connection that ended.</summary>
    /// <param name="lasted">How long the connection stood; null when there was none.</param>
    /// <param name="end">Why it ended.</param>
    /// <param name="isSure">Whether another client has our id.</param>
    public PushedOff Next(TimeSpan? lasted, ConnectFailureKind end, out bool isSure)
    {
        var next = new PushedOff(lasted < Short && end == ConnectFailureKind.Other ? InARow + 1 : 0);
        isSure = end == ConnectFailureKind.TakenOver || next.InARow >= InARowMin;
        return next;
    }
}
