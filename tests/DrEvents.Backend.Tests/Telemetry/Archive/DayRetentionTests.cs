using System.Globalization;
using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using JasperFx.Events;
using Marten;
using Microsoft.Extensions.Options;
using Npgsql;

namespace DrEvents.Backend.Tests.Telemetry.Archive;

public sealed class DayRetentionTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const string EventId = "evt-00000001";
    private static readonly DateTimeOffset Noon = new(2026, 5, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 11, 23);

    /// <summary>An event from the 9th to the 10th of May 2026; the look-back is ten days; today is the 23rd of November, 197 days after it.</summary>
    [Theory]
    [InlineData("2026-04-28", 0, false)]
    [InlineData("2026-04-29", 0, true)]
    [InlineData("2026-05-09", 0, true)]
    [InlineData("2026-05-10", 0, true)]
    [InlineData("2026-05-11", 0, true)]
    [InlineData("2026-05-12", 0, false)]
    [InlineData("2026-05-09", 197, true)]
    [InlineData("2026-04-29", 197, true)]
    [InlineData("2026-05-09", 196, false)]
    public void an_event_needs_its_days_the_one_after_and_those_of_its_look_back(string day, int keepEventDays, bool needed)
    {
        var options = new ArchiveOptions { LookBackDays = 10, KeepEventDays = keepEventDays };
        var stored = Event(Noon.AddHours(-20), Noon);

        EventDays.NeedsDay(stored, DateOnly.Parse(day, CultureInfo.InvariantCulture), Today, options).ShouldBe(needed);
    }

    [Fact]
    public async Task the_days_of_vens_that_an_event_is_measured_by_are_needed_as_those_of_its_own()
    {
        const string Id = "evt-000000c0";
        await using var session = fixture.Store.LightweightSession();
        session.Store(Event(Noon, Noon.AddHours(1)) with { Id = Id });
        session.Store(Given.Part(Id + "/called-1", Given.Shed("c1", 2, Noon)));
        session.Events.Append(ControlGroupSealed.StreamOf(Id), new ControlGroupSealed(["other-1", "other-2"], 0, Noon));
        await session.SaveChangesAsync();

        var vens = await EventDays.VensAsync(session, TelemetryDays.Of(Noon), Today, new ArchiveOptions(), default);

        string[] needed = ["called-1", "other-1", "other-2"];
        vens.Intersect(needed).ShouldBe(needed, ignoreOrder: true);
        session.Delete<DrEvent>(Id);
        await session.SaveChangesAsync();
    }

    [Fact]
    public void an_event_that_never_began_needs_nothing() =>
        EventDays.NeedsDay(Event(null, Noon), TelemetryDays.Of(Noon), Today, new ArchiveOptions()).ShouldBeFalse();

    [Fact]
    public void an_event_that_was_stopped_is_over_then()
    {
        var stopped = Event(Noon, Noon.AddDays(3)) with { EndedAt = Noon.AddHours(1) };

        EventDays.NeedsDay(stopped, new DateOnly(2026, 5, 11), Today, new ArchiveOptions()).ShouldBeTrue();
        EventDays.NeedsDay(stopped, new DateOnly(2026, 5, 12), Today, new ArchiveOptions()).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(400, "2025-10-19")]
    public void so_many_days_are_kept_whatever_happened_on_them(int keepDays, string? first)
    {
        DayRetention
            .FirstKept(Today, new ArchiveOptions { KeepDays = keepDays })
            .ShouldBe(first is null ? null : DateOnly.Parse(first, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task a_day_goes_except_for_the_vens_of_which_it_is_needed()
    {
        var day = TelemetryDays.Of(Noon);
        foreach (var venId in new[] { "told", "skipped", "apart", "next" })
            await ClosedAsync(venId, venId == "next" ? Noon.AddDays(1) : Noon);

        (await DayRetention.DeleteAsync(fixture.Store, day, ["told"], Noon, default)).ShouldBe(4);
        (await StreamsAsync("telemetry_archive", "stream_id")).ShouldBe(["telemetry/next/2026-05-11", "telemetry/told/2026-05-10"]);
        (await StreamsAsync("mt_streams", "id")).ShouldBe(["telemetry/next/2026-05-11", "telemetry/told/2026-05-10"]);
        (await DayRetention.DeleteAsync(fixture.Store, day, ["told"], Noon, default)).ShouldBe(0);
        (await DayRetention.DeleteAsync(fixture.Store, day, [], Noon, default)).ShouldBe(2);
        (await StreamsAsync("telemetry_deleted", "day || ' ' || ven_days || ' ' || samples")).ShouldBe(["2026-05-10 3 6"]);
        (await StreamsAsync("telemetry_archive", "stream_id")).ShouldBe(["telemetry/next/2026-05-11"]);
    }

    [Fact]
    public async Task what_is_old_goes_by_itself_and_what_an_event_looks_back_to_stays()
    {
        const string Other = "evt-00000002";
        var end = Noon.AddDays(-100);
        foreach (var venId in new[] { "member", "stranger" })
        {
            await ClosedAsync(venId, end.AddDays(-5));
            await ClosedAsync(venId, end.AddDays(-20));
            await ClosedAsync(venId, end.AddDays(30));
        }
        await using (var session = fixture.Store.LightweightSession())
        {
            session.Events.Append(
                Participation.StreamOf(Other, "member"),
                new CommandDispatched("c", CommandOps.ShedPanel, 1, 2, end, end, "", null, end)
            );
            session.Events.Append(Participation.StreamOf(Other, "stranger"), new ParticipationSkipped("offline", end));
            session.Insert(Event(end.AddHours(-1), end) with { Id = Other });
            session.Store(new LivePage(LivePage.TheOne, "test", 1));
            await session.SaveChangesAsync();
        }
        var options = new ArchiveOptions { KeepDays = 60, LookBackDays = 10 };

        var deleted = new List<(DateOnly, long)>();
        await foreach (var day in DayRetention.TrimAsync(fixture.Store, options, end.AddDays(75), default))
            deleted.Add(day);

        deleted.ShouldBe([(TelemetryDays.Of(end.AddDays(-20)), 4), (TelemetryDays.Of(end.AddDays(-5)), 2)]);
        var left = (await StreamsAsync("telemetry_archive", "stream_id")).Where(s => s.Contains("member") || s.Contains("stranger"));
        left.ShouldBe(["telemetry/member/2026-01-25", "telemetry/member/2026-03-01", "telemetry/stranger/2026-03-01"]);
        await fixture.ExecuteAsync("delete from drevents.telemetry_archive; delete from drevents.telemetry_deleted");
        await fixture.ExecuteAsync("delete from drevents.mt_streams where id like 'telemetry/%'");
    }

    /// <summary>Two samples in the archive.</summary>
    private async Task ClosedAsync(string venId, DateTimeOffset at)
    {
        var stream = TelemetryStreams.Of(venId, at);
        await using (var session = fixture.Store.LightweightSession())
        {
            var appends = new StreamAppends();
            foreach (var moment in new[] { at, at.AddSeconds(10) })
            {
                appends.Add(
                    stream,
                    new Event<TelemetrySampled>(new TelemetrySampled(moment, 1, null, null, null, null, null, null, null, null, moment))
                    {
                        Id = TelemetryStreams.SampleId(venId, moment, null),
                    }
                );
            }
            await appends.AppendToAsync(session, default);
            await session.SaveChangesAsync();
        }
        await fixture.ExecuteAsync(
            $"""
            insert into drevents.mt_event_progression (name, last_seq_id) values ('{LiveProjection.Shard}', 1000000), ('Acknowledgements:V2:All', 1000000)
            on conflict (name) do nothing
            """
        );
        (await DayClosing.StepAsync(fixture.Store, stream, at.AddDays(4), default))!.Value.IsClosed.ShouldBeTrue();
    }

    private async Task<List<string>> StreamsAsync(string table, string what)
    {
        await using var connection = new NpgsqlConnection(fixture.ConnectionString);
        await connection.OpenAsync();
        var where = table == "mt_streams" ? "where id like 'telemetry/%'" : "";
        await using var command = new NpgsqlCommand($"select {what} from drevents.{table} {where} order by 1", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
            values.Add(reader.GetString(0));
        return values;
    }

    private static DrEvent Event(DateTimeOffset? activatedAt, DateTimeOffset end) =>
        new()
        {
            Id = EventId,
            Status = EventStatus.Completed,
            StartTime = end.AddDays(-1),
            EndTime = end,
            ActivatedAt = activatedAt,
            RequestedReductionKw = 1,
            Priority = 100,
            Allocation = AllocationMethods.Weighted,
            CreatedAt = end,
        };
}
