namespace DrEvents.Backend.Features.Vens;

public sealed record VenFigures(VenMetrics Metrics, DateTimeOffset? LastSeen, IReadOnlyList<LoadView> Loads);

/// <summary>Asks the rooms that measure for a VEN's figures, for the answers of this one.</summary>
public delegate Task<VenFigures> FiguresOfVen(IQuerySession session, Ven ven, DateTimeOffset now, CancellationToken cancellation);

public static class VenViews
{
    public static VenView Of(Ven ven, VenFigures figures)
    {
        var (metrics, lastSeen, loads) = figures;
        return new(
            ven.VenId,
            ven.DisplayName,
            StatusOf(ven),
            ven.Location,
            metrics,
            ven.CreatedAt,
            lastSeen,
            ven.Groups,
            loads,
            ven.Limits,
            ven.Address,
            ven.Exemption?.Since,
            ven.ExemptUntil,
            ven.SharedTopic ? true : null,
            ven.UnprovenAt
        );
    }

    public static string StatusOf(Ven ven) =>
        !ven.Enabled ? "disabled"
        : ven.Online ? "online"
        : "offline";
}
