using DrEvents.Backend.Features.Profiles;
using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.BackTests;

namespace DrEvents.Backend.Features.BackTests;

/// <summary>A round of back-tests over all VENs in the order of their ids, a page at a time: where it is, so that it goes on where it was.</summary>
/// <param name="After">VENs up to this one are done.</param>
/// <param name="At">When the last page was.</param>
/// <param name="DoneAt">Null while it goes on.</param>
/// <param name="Vens">VENs that were looked at.</param>
/// <param name="Assigned">How many of them are measured by another profile since.</param>
public sealed record AssigningRound(
    string Id,
    DateTimeOffset StartedAt,
    string After,
    DateTimeOffset At,
    DateTimeOffset? DoneAt,
    int Vens,
    int Assigned
)
{
    public const string Only = "profiles";

    public static AssigningRound Begun(DateTimeOffset now) => new(Only, now, "", now, null, 0, 0);
}

/// <summary>Back-test the next page of VENs of a round, and assign to each the profile that missed by least.</summary>
public sealed record AssignPage(DateTimeOffset StartedAt, string After);

public static class AssignPageHandler
{
    /// <summary>VENs of a page: a process that ends loses the work of one.</summary>
    public const int PageSize = 20;

    private const int LongestS = 600;

    [MessageTimeout(LongestS)]
    public static async Task<OutgoingMessages> Handle(
        AssignPage page,
        IDocumentSession session,
        BackTestVen backTest,
        IOptions<ResultOptions> options,
        Pressure pressure,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var messages = new OutgoingMessages();
        await pressure.GiveWayAsync(Waiter.Archive, cancellation);
        await session.HoldAsync("assigning/" + AssigningRound.Only, cancellation);
        // Of a page that was done, or of an earlier round.
        if (
            await session.LoadAsync<AssigningRound>(AssigningRound.Only, cancellation) is not { DoneAt: null } round
            || (round.StartedAt, round.After) != (page.StartedAt, page.After)
        )
            return messages;
        var settings = options.Value;
        var asked = new AskedBackTest(PlaceboHours.Read(settings.BackTestHours)!, settings.Ordered(), settings.BackTestDays);
        var began = clock.GetTimestamp();
        var venIds = await session.KeysAfterAsync<Ven>(nameof(Ven.VenId), nameof(Ven.Removed), page.After, PageSize, cancellation);
        var before = await session.AssignedAsync(venIds, clock.GetUtcNow(), cancellation);
        var assigned = 0;
        foreach (var venId in venIds)
        {
            if (before.GetValueOrDefault(venId) is { By: AssignedBy.Hand, Profile: not null })
                continue;
            var test = await backTest.OfAsync(session, venId, asked, cancellation);
            // Somebody may have assigned another by hand meanwhile.
            var (_, isNew) = await Assigning.AppendAsync(session, venId, (was, at) => Decided(venId, test, was, at), clock, cancellation);
            assigned += isNew ? 1 : 0;
        }
        var isDone = venIds.Count < PageSize;
        var now = clock.GetUtcNow();
        session.Store(
            round with
            {
                After = isDone ? page.After : venIds[^1],
                At = now,
                DoneAt = isDone ? now : null,
                Vens = round.Vens + venIds.Count,
                Assigned = round.Assigned + assigned,
            }
        );
        // What is urgent goes on beside it.
        if (!isDone)
            messages.Delay(new AssignPage(round.StartedAt, venIds[^1]), clock.GetElapsedTime(began));
        return messages;
    }

    /// <summary>What a back-test assigns to a VEN; null where none can be judged, where somebody did it by hand, and where it has that one already.</summary>
    public static ProfileAssigned? Decided(string venId, VenBackTest test, ProfileAssigned? before, DateTimeOffset now)
    {
        if (test.Best is not { } best || before is { By: AssignedBy.Hand, Profile: not null })
            return null;
        var version = AssignableProfiles.Find(best.Profile)!.Version;
        return (before?.Profile, before?.ProfileVersion) == (best.Profile, version)
            ? null
            : new ProfileAssigned(venId, best.Profile, version, AssignedBy.BackTest, best.Reason, null, test.Figures, now);
    }
}
