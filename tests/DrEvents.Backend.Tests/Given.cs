using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;

namespace DrEvents.Backend.Tests;

/// <summary>States to decide upon, made by folding the events that lead to them.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Start = new(2026, 7, 1, 17, 0, 0, TimeSpan.Zero);

    public static DrEvent Scheduled(string id = "evt-00000001", int priority = 100, double lastsH = 1) =>
        DrEvent.Fold(
            null,
            id,
            new EventScheduled(Start, Start.AddHours(lastsH), 10, priority, AllocationMethods.Weighted, null, 0, Start.AddHours(-1))
        )!;

    public static DrEvent Active(string id = "evt-00000001", int priority = 100, double lastsH = 1, params VenShare[] shares) =>
        Scheduled(id, priority, lastsH).Then(new EventActivated(new AllocationPlan(shares, [], 0), 0, Start));

    public static DrEvent Then(this DrEvent state, params object[] stored) => stored.Aggregate(state, (s, e) => DrEvent.Fold(s, s.Id, e)!);

    public static Participation Part(string stream, params object[] stored) =>
        stored.Aggregate((Participation?)null, (s, e) => Participation.Fold(s, stream, e))!;

    public static Participation Then(this Participation state, params object[] stored) =>
        stored.Aggregate(state, (s, e) => Participation.Fold(s, s.Id, e)!);

    public static CommandDispatched Shed(string id, double kw, DateTimeOffset at, DateTimeOffset? until = null, int revision = 1) =>
        new(id, "shedPanel", revision, kw, until ?? Start.AddHours(1), until ?? Start.AddHours(1), "test", null, at);

    public static CommandDispatched Restore(string id, DateTimeOffset at) =>
        new(id, "restore", 2, null, null, at.AddMinutes(10), "test", null, at);

    public static AckReceived Yes(string id, DateTimeOffset at, string standing = AckStandings.First) =>
        new(id, "shedPanel", true, standing, null, 2, null, null, null, null, 5, at, at);

    public static OptedOut OptedOut(string id, DateTimeOffset at) => new(id, "mustRun", at, at);

    public static OptedIn OptedIn(string id, DateTimeOffset at) => new(id, 2, Start.AddHours(1), 1.8, at, at);

    public static AckReceived No(string id, DateTimeOffset at, string error) =>
        new(id, "shedPanel", false, AckStandings.First, null, null, null, null, error, null, 5, at, at);
}
