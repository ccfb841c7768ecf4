using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Past;

/// <summary>Finds the event and the moment that a request asks for.</summary>
public static class AskedMoment
{
    /// <summary>404 when there is no such event; 400 when there was none then, or the time is none or still to come.</summary>
    public static async Task<(PastEvent? Past, ProblemDetails Problem)> FindAsync(
        string id,
        string? time,
        string? view,
        IQuerySession session,
        PastEvents past,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (!EventIds.IsValid(id) || await session.LoadAsync<DrEvent>(id, cancellation) is not { } today)
            return (null, Problems.NotFound("event", id));
        var fields = new QueryFields();
        var asked = string.IsNullOrEmpty(view) ? PastViews.Known : view;
        var at = fields.Time("time", time) ?? now;
        fields.If(!PastViews.All.Contains(asked), "view", "is neither " + string.Join(" nor ", PastViews.All));
        fields.If(at > now, "time", "is still to come");
        fields.If(
            at < today.CreatedAt,
            "time",
            $"is before the event was asked for, at {today.CreatedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.FFF'Z'}"
        );
        return fields.None ? await past.OfAsync(today, new Moment(at, asked), cancellation) : (null, fields.Answer);
    }
}
