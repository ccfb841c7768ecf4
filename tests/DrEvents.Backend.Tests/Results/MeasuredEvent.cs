using System.Net.Http.Json;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Results;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Measurement.Results;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Results;

/// <summary>
/// An event of half an hour over VENs with three weeks of history, one with an hour of it and one with nothing; what they sent is stored as it comes in.
/// </summary>
public sealed class MeasuredEvent : IAsyncLifetime
{
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The day before which the first VEN was in another event.</summary>
    internal const int OtherEventDaysAgo = 7;

    /// <summary>By the settings as they are.</summary>
    public MeasuredEvent()
        : this(null) { }

    /// <summary>With further settings.</summary>
    internal MeasuredEvent(IReadOnlyDictionary<string, string?>? settings) => Backend = new BackendInTime { Settings = settings };

    /// <summary>So much more is used from the hour of the event on, on all days before, kW.</summary>
    internal double MoreKw { get; init; }

    /// <summary>What is done when all have their history, and it has not begun.</summary>
    internal Func<MeasuredEvent, Task>? BeforeItBegins { get; init; }

    /// <summary>How long it is planned to be; it is stopped after half an hour, where it has not ended by itself then.</summary>
    internal int PlannedMinutes { get; init; } = 60;

    /// <summary>The programme that it is called in; null calls it in none.</summary>
    internal string? Programme { get; init; }

    /// <summary>The backend, whose clock is turned.</summary>
    public BackendInTime Backend { get; }

    /// <summary>With history.</summary>
    internal MeteredVen One { get; } = new("mv-1", 1);

    /// <summary>With history, and no other event.</summary>
    internal MeteredVen Two { get; } = new("mv-2", 2);

    /// <summary>Of today alone.</summary>
    internal MeteredVen Young { get; } = new("mv-3", 3);

    /// <summary>Of which a single reading is known.</summary>
    internal MeteredVen Unheard { get; } = new("mv-4", 4);

    /// <summary>Its id.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Begin of the five minutes that it began in.</summary>
    public DateTimeOffset FirstSlot { get; private set; }

    /// <summary>When it began, to the nearest minute.</summary>
    public DateTimeOffset Start { get; private set; }

    /// <summary>When it was stopped, to the last whole minute.</summary>
    public DateTimeOffset End { get; private set; }

    /// <summary>What was answered while it ran.</summary>
    public (HttpResponseMessage Shown, HttpResponseMessage Asked) WhileItRan { get; private set; }

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        await Backend.InitializeAsync();
        MeteredVen[] all = [One, Two, Young, Unheard];
        await Backend.DeliverAsync([.. all.Select(v => v.Status)]);
        MeteredVen[] old = [One, Two];
        FirstSlot = Floor(Backend.Clock.GetUtcNow(), Slot) + 3 * Slot;
        for (var day = 22; day > 0; day--)
            await Backend.DeliverAsync([.. old.SelectMany(v => DayBefore(v, FirstSlot.AddDays(-day)))]);
        await OtherEventAsync();
        if (BeforeItBegins is { } before)
        {
            await Backend.CatchUpAsync();
            await before(this);
        }
        Backend.Clock.TurnTo(FirstSlot.AddSeconds(1));
        await Backend.DeliverAsync([
            .. old.SelectMany(v => v.Use(FirstSlot.AddHours(-5), FirstSlot, 5)),
            .. Young.Use(FirstSlot.AddHours(-1), FirstSlot, 3),
        ]);
        foreach (var ven in all)
            ven.Knows(FirstSlot, 5);
        // One that was declared silent while the clock was turned is online again with its next reading, which says the same.
        await Eventually.HoldsAsync("all are online, and could shed", async () => await AreOnlineAsync(all), withinS: 60);
        await RunAsync(all);
        await Backend.CatchUpAsync();
    }

    /// <summary>Delivers readings, and returns when the read models have them.</summary>
    public async Task DeliverAsync(params (string, string)[] messages)
    {
        await Backend.DeliverAsync(messages);
        await Backend.CatchUpAsync();
    }

    /// <summary>What was sealed of the VENs' inputs, in the order of their ids.</summary>
    internal async Task<List<InputsSealed>> SealsAsync()
    {
        await using var session = Backend.Store.QuerySession();
        string[] all = [One.Id, Two.Id, Young.Id, Unheard.Id];
        var sealedInputs = await session.InputsAsync(Id, all, TestContext.Current.CancellationToken);
        return [.. sealedInputs.Values.OrderBy(s => s.VenId, StringComparer.Ordinal)];
    }

    /// <summary>Has the result made as at its time, by read models that have seen all.</summary>
    public async Task ReviewAsync()
    {
        await Backend.CatchUpAsync();
        await Backend.InvokeAsync(new IssueResult(Id));
    }

    /// <summary>Has the result made as an operator asks for it.</summary>
    public async Task<ResultAsked> AskAsync()
    {
        await Backend.CatchUpAsync();
        var answer = await Backend.Http.PostAsync($"/api/events/{Id}/results", null);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<ResultAsked>())!;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Backend.DisposeAsync();

    private async Task<bool> AreOnlineAsync(MeteredVen[] all)
    {
        await Backend.ReportAsync(4, [.. all.Select(v => v.Id)]);
        foreach (var ven in all)
        {
            if ((await Backend.GetAsync<VenView>($"/api/vens/{ven.Id}")).Status != "online")
                return false;
        }
        return true;
    }

    private async Task RunAsync(MeteredVen[] all)
    {
        var targets = new EventTargets([.. all.Select(v => v.Id)], Programme: Programme);
        var request = new CreateEventRequest(null, FirstSlot.AddMinutes(PlannedMinutes), 6, "active", Targets: targets, Control: "open");
        var created = await Backend.Http.PostAsJsonAsync("/api/events", request);
        created.EnsureSuccessStatusCode();
        Id = (await created.Content.ReadFromJsonAsync<EventView>())!.Id;
        foreach (var ven in all)
        {
            await Eventually.HoldsAsync($"{ven.Id} is told", () => Backend.SentTo(ven.Id).Count > 0, withinS: 60);
            await Backend.ObeyAsync(ven.Id);
        }
        // A page of seals rests as long as it took, by the clock: turned meanwhile, it would rest for half an hour.
        await Eventually.HoldsAsync(
            "all baselines are sealed",
            async () => (await Backend.GetAsync<BaselineView[]>($"/api/events/{Id}/baselines")).Length == all.Length,
            withinS: 60
        );
        await Eventually.HoldsAsync("all inputs are sealed", async () => (await SealsAsync()).Count == all.Length, withinS: 60);
        // A message that comes twice.
        await Backend.InvokeAsync(new SealInputsPage(Id, [.. all.Select(v => v.Id)]));
        WhileItRan = (
            await Backend.Http.GetAsync($"/api/events/{Id}/result"),
            await Backend.Http.PostAsync($"/api/events/{Id}/results", null)
        );
        Backend.Clock.TurnTo(FirstSlot.AddMinutes(30).AddSeconds(1));
        if (PlannedMinutes > 30)
            (await Backend.Http.PostAsJsonAsync($"/api/events/{Id}/stop", new StopEventRequest(null))).EnsureSuccessStatusCode();
        var over = await Backend.UntilAsync(Id, "it is over", e => e.EndedAt is not null);
        (Start, End) = (Floor(over.ActivatedAt!.Value.AddSeconds(30), Minute), Floor(over.EndedAt!.Value, Minute));
        await Backend.DeliverAsync([
            .. new[] { One, Two, Young }.SelectMany((v, i) => v.Use(FirstSlot + Slot, FirstSlot.AddMinutes(30), i + 1)),
        ]);
    }

    private IEnumerable<(string, string)> DayBefore(MeteredVen ven, DateTimeOffset slot) =>
        ven.Use(slot.AddHours(-5), slot, 4).Concat(ven.Use(slot, slot.AddHours(2), 4 + MoreKw));

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan length) =>
        new(time.UtcTicks - time.UtcTicks % length.Ticks, TimeSpan.Zero);

    /// <summary>The first VEN had a part in another event on one of its days.</summary>
    private async Task OtherEventAsync()
    {
        var at = FirstSlot.AddDays(-OtherEventDaysAgo);
        await using var session = Backend.Store.LightweightSession();
        session.Events.Append(
            Participation.StreamOf("evt-0dd00001", One.Id),
            new CommandDispatched("evt-0dd00001.1.x", CommandOps.ShedPanel, 1, 1, at.AddMinutes(20), at.AddMinutes(20), "test", null, at)
        );
        await session.SaveChangesAsync();
    }
}
