using System.Diagnostics;
using System.Security.Claims;
using System.Text.Json;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Preview;
using DrEvents.Backend.Features.Tables;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Store;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;
using Marten;
using VenState = DrEvents.Backend.Features.Vens.Ven;

namespace DrEvents.Benchmarks.Events;

/// <summary>
/// What operators look at: a page of an event's VENs and of the fleet, and previews, at 10,000 VENs of which all are in a running event. Times are from
/// the question to the JSON, without HTTP.
/// </summary>
internal static class TableBenchmark
{
    private const int Vens = 10_000;
    private const string RunningId = "evt-00000001";
    private const string OverId = "evt-00000002";
    private static readonly JsonSerializerOptions Json = Written();

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        await using var bed = await StoreBed.CreateAsync(machine, "tables", _ => { }, cancellation);
        await new MeteredTown(bed, Vens).StoreAsync(RunningId, OverId, cancellation);
        await StoreFleetAsync(bed, cancellation);
        var (parts, fleet, clock) = (bed.Service<WatchedParts>(), bed.Service<WatchedFleet>(), TimeProvider.System);
        await using var look = bed.Store.QuerySession();
        var running = (await look.LoadAsync<DrEvent>(RunningId, cancellation))!;
        const int pages = 200;

        await ReportAsync(
            "reading of all parts of an event",
            options.Repeats * 4,
            async s => await EventParts.ReadAsync(s, RunningId, clock.GetUtcNow(), cancellation)
        );
        await ReportAsync(
            "reading of the fleet",
            options.Repeats * 4,
            async s => await FleetRows.ReadAsync(s, clock.GetUtcNow(), cancellation)
        );
        await ReportAsync("100 VENs of an event, by id", pages, s => EventAsync(s, Query("venId")));
        await ReportAsync(
            "100 VENs of an event, found, by what is missing",
            pages,
            s => EventAsync(s, Query("missingKw") with { Search = "street 7", Offset = 200 })
        );
        await ReportAsync("100 VENs of the fleet, by id", pages, s => FleetAsync(s, Query("id")));
        await ReportAsync(
            "100 VENs of the fleet, of a group, by name",
            pages,
            s => FleetAsync(s, Query("name") with { Group = "group-3" })
        );
        await ReportAsync(
            "the whole event with every VEN, as before",
            options.Repeats * 2,
            async s => await EventDetails.OfAsync(s, running, clock.GetUtcNow(), cancellation)
        );
        await ReportAsync("preview of an event", options.Repeats * 4, s => PreviewAsync(s));
        await ReportAsync("preview of a stop", options.Repeats * 4, s => ChangeAsync(s, new PreviewChangeRequest("stop")));
        await ReportAsync(
            "preview of a change",
            options.Repeats * 4,
            s => ChangeAsync(s, new PreviewChangeRequest("change", new ChangeEventRequest(RequestedReductionKw: Vens)))
        );

        async Task<object> EventAsync(IQuerySession session, TableQuery query) =>
            await GetEventVens.Get(running, query, parts, fleet, session, clock, cancellation);

        async Task<object> FleetAsync(IQuerySession session, TableQuery query) =>
            await GetVenTable.Get(query, new ClaimsPrincipal(), fleet, session, cancellation);

        async Task<object> PreviewAsync(IQuerySession session)
        {
            var (events, now) = (bed.Service<NewEvents>(), clock.GetUtcNow());
            var request = new CreateEventRequest(now.AddHours(2), now.AddHours(4), Vens);
            return await PreviewEvent.Post(
                request,
                new PreviewPage(0, 50, false),
                events,
                bed.Service<EventPreviews>(),
                session,
                clock,
                cancellation
            );
        }

        async Task<object> ChangeAsync(IQuerySession session, PreviewChangeRequest request) =>
            await bed.Service<ChangePreviews>().OfAsync(session, running, request, new PreviewPage(0, 50, false), cancellation);

        async Task ReportAsync(string what, int times, Func<IQuerySession, Task<object>> ask)
        {
            var (latencies, bytes) = (new Latencies(), 0);
            for (var i = -3; i < times; i++)
            {
                await using var session = bed.Store.QuerySession();
                var begin = Stopwatch.GetTimestamp();
                bytes = JsonSerializer.SerializeToUtf8Bytes(await ask(session), Json).Length;
                // The first ones compile, and fill PostgreSQL's cache.
                if (i >= 0)
                    latencies.Add(Stopwatch.GetElapsedTime(begin));
            }
            report.Add(new Figure($"{what}, p50", latencies.P50Ms, "ms", Note: $"{times} times, {bytes / 1024} KiB of JSON"));
            report.Add(new Figure($"{what}, p99", latencies.P99Ms, "ms"));
        }
    }

    private static TableQuery Query(string sort) => new(null, null, null, null, sort, Descending: false, 0, 100);

    private static async Task StoreFleetAsync(StoreBed bed, CancellationToken cancellation)
    {
        await using var session = bed.Store.LightweightSession();
        var now = DateTimeOffset.UtcNow;
        session.StoreAll(
            [
                .. Enumerable
                    .Range(0, Vens)
                    .Select(n => new VenState
                    {
                        Id = VenState.StreamOf($"ven-{n:00000}"),
                        VenId = $"ven-{n:00000}",
                        Name = $"Street {n}",
                        Location = new GeoLocation(52, 13),
                        Groups = [$"group-{n % 10}", "all"],
                        Online = n % 50 != 0,
                        Loads =
                        [
                            .. Enumerable.Range(1, 8).Select(l => new LoadDescription($"circuit-{l}", $"Circuit {l}", "hvac", 2, true, l)),
                        ],
                        CreatedAt = now,
                    }),
            ],
            v => v.Id
        );
        session.StoreAll(
            [
                .. Enumerable
                    .Range(0, Vens)
                    .Select(n => new VenLive
                    {
                        Id = $"ven-{n:00000}",
                        At = now,
                        HeardAt = now,
                        UsedPowerKw = 3 + (n % 7),
                        ShedPowerKw = 2,
                        Loads = [.. Enumerable.Range(1, 8).Select(l => new LoadPower($"circuit-{l}", 0.5, 0.25))],
                    }),
            ],
            v => v.Id
        );
        await session.SaveChangesAsync(cancellation);
        await bed.ExecuteAsync("vacuum analyze", cancellation);
    }

    private static JsonSerializerOptions Written()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        HttpJson.Configure(options);
        return options;
    }
}
