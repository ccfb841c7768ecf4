using System.Text.Json;
using System.Text.Json.Nodes;
using DrEvents.Contracts.Mqtt;
using DrEvents.Proof;
using DrEvents.Simulator.Faults;
using DrEvents.Simulator.Field;
using DrEvents.Testing;

namespace DrEvents.Simulator.Tests;

public sealed class FieldTests
{
    private const int Vens = 20;
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(5);
    private static readonly GenerationShares AllOlder = new() { Older = 1 };
    private static readonly GenerationShares AllOldest = new() { Oldest = 1 };

    [Fact]
    public void a_share_of_the_fleet_is_of_a_generation_and_a_larger_share_has_those_too()
    {
        var shares = new GenerationShares { Older = 0.1, Oldest = 0.2 };
        var (older, oldest) = (Drawn(shares, Generation.Older), Drawn(shares, Generation.Oldest));
        older.Count.ShouldBeInRange(170, 230);
        oldest.Count.ShouldBeInRange(350, 450);
        var more = new GenerationShares { Older = 0.3, Oldest = 0.4 };
        older.Except(Drawn(more, Generation.Older)).ShouldBeEmpty();
        oldest.Except(Drawn(more, Generation.Oldest)).ShouldBeEmpty();

        static List<int> Drawn(GenerationShares of, Generation generation) =>
            [.. Enumerable.Range(0, 2_000).Where(n => of.Draw(Draws.SeedOf(1, n)) == generation)];
    }

    [Theory]
    [InlineData(nameof(Generation.Older))]
    [InlineData(nameof(Generation.Oldest))]
    public void a_signature_is_nothing_to_a_ven_of_the_field(string generation)
    {
        var command = new VenCommand
        {
            Op = CommandOps.ShedPanel,
            CorrelationId = "evt-0000000a-1-0123456789abcdef",
            VenId = "ven-1",
            IssuedAt = DateTimeOffset.UnixEpoch.AddYears(56),
            ExpiresAt = DateTimeOffset.UnixEpoch.AddYears(57),
            EventId = "evt-0000000a",
            RequestedReductionKw = 1.5,
            DurationS = 1800,
        }.ToUtf8();
        var signed = SignedMessage.Sign(command, new string('0', SignedMessage.KeyIdLengthMax), _ => new byte[64]);
        var words = FieldWords.Of(Enum.Parse<Generation>(generation))!;

        words.Read(signed).ShouldNotBeNull().ShouldBe(words.Read(command));
        signed.AsSpan().StartsWith(command.AsSpan()[..^1]).ShouldBeTrue("members that were there stay as and where they are");
        (signed.Length - command.Length).ShouldBeLessThan(256);
    }

    [Fact]
    public async Task both_generations_shed_by_truth_and_by_their_meter_in_homes_like_all_others()
    {
        await using var fleet = await StartAsync(new GenerationShares { Older = 0.5, Oldest = 0.5 });
        fleet.Vens.Select(v => v.Generation).Distinct().ShouldBe([Generation.Older, Generation.Oldest], ignoreOrder: true);
        await fleet.ShedAsync(kw: 1, Length);
        await fleet.IsAnsweredAsync(Vens);
        await fleet.PassAsync(TimeSpan.FromMinutes(2));

        var truth = await fleet.StopAsync();
        foreach (var generation in fleet.Vens.GroupBy(v => v.Generation))
        {
            var ids = generation.Select(v => v.Id).ToHashSet();
            var inEvent = truth.Where(r => ids.Contains(r.VenId) && r.EventId == FleetHere.EventId).ToList();
            inEvent.Select(r => r.VenId).Distinct().Count().ShouldBe(ids.Count);
            FleetHere.MeanKw(inEvent, r => r.DeliveredKw).ShouldBe(1, 0.25, $"{generation.Key}");
            truth.Where(r => ids.Contains(r.VenId) && r.EventId is null).ShouldAllBe(r => r.DeliveredKw == 0);
        }
    }

    [Fact]
    public async Task the_older_say_of_a_shed_that_it_is_an_event_and_what_they_took_from_which_circuit()
    {
        await using var fleet = await StartAsync(AllOlder);
        await fleet.ShedAsync(kw: 1, Length);
        await fleet.IsAnsweredAsync(Vens);

        foreach (var (venId, ack) in Json(fleet, Topics.Ack))
        {
            Keys(ack)
                .ShouldBe(["op", "status", "event_id", "requested_shed_kw", "actual_shed_kw", "circuits_curtailed", "ts", "correlationId"]);
            (Text(ack, "op"), Text(ack, "status"), Text(ack, "event_id")).ShouldBe(("event", "accepted", FleetHere.EventId));
            (Text(ack, "correlationId"), Number(ack, "requested_shed_kw")).ShouldBe(($"c-{venId}", 1));
            Number(ack, "ts").ShouldBe(fleet.Clock.GetUtcNow().ToUnixTimeSeconds());
            var circuits = ack["circuits_curtailed"]!.AsArray().Select(c => c!.AsObject()).ToList();
            circuits.Sum(c => Number(c, "curtailed_kw")).ShouldBe(Number(ack, "actual_shed_kw"), 0.01);
            foreach (var circuit in circuits)
            {
                Keys(circuit).ShouldBe(["id", "name", "breaker_amps", "original_kw", "curtailed_kw", "final_kw", "critical"]);
                Number(circuit, "final_kw").ShouldBe(Number(circuit, "original_kw") - Number(circuit, "curtailed_kw"), 0.002);
                (Number(circuit, "breaker_amps") * 0.23).ShouldBeGreaterThanOrEqualTo(Number(circuit, "original_kw"));
                circuit["critical"]!.GetValue<bool>().ShouldBeFalse();
            }
        }
    }

    [Fact]
    public async Task the_oldest_answer_canonically_with_what_they_accept()
    {
        await using var fleet = await StartAsync(AllOldest);
        await fleet.ShedAsync(kw: 1, Length);
        await fleet.IsAnsweredAsync(Vens);

        foreach (var (venId, ack) in Json(fleet, Topics.Ack))
        {
            Keys(ack).ShouldBe(["op", "correlationId", "ok", "ts", "venId", "data"]);
            (Text(ack, "op"), Text(ack, "correlationId"), Text(ack, "venId")).ShouldBe(("shedpanel", $"c-{venId}", venId));
            ack["ok"]!.GetValue<bool>().ShouldBeTrue();
            var data = ack["data"]!.AsObject();
            Keys(data).ShouldBe(["targetKw", "acceptedReduceKw", "until"]);
            Number(data, "until").ShouldBe((fleet.Clock.GetUtcNow() + Length).ToUnixTimeSeconds());
        }
        fleet.Acks.Average(a => a.ActualShedKw!.Value).ShouldBe(1, 0.25);
    }

    [Fact]
    public async Task the_older_give_back_when_they_are_told_and_read_the_time_by_their_own_name()
    {
        await using var fleet = await StartAsync(AllOlder);
        await fleet.ShedAsync(kw: 1, Length, with: command => Without(command, "durationS"));
        await fleet.IsAnsweredAsync(Vens);
        await fleet.PassAsync(TimeSpan.FromMinutes(1));
        fleet.Vens.ShouldAllBe(v => v.Newest!.EventId == FleetHere.EventId);
        await fleet.RestoreAsync();
        await fleet.IsAnsweredAsync(2 * Vens);
        await fleet.PassAsync(FleetHere.Interval);

        fleet.Vens.ShouldAllBe(v => v.Newest!.EventId == null);
        foreach (var (venId, ack) in Json(fleet, Topics.Ack).TakeLast(Vens))
        {
            Keys(ack).ShouldBe(["op", "status", "event_id", "ts", "correlationId"]);
            (Text(ack, "op"), Text(ack, "status")).ShouldBe(("restore", "success"));
        }
    }

    [Fact]
    public async Task the_oldest_know_no_restore_and_end_by_the_duration_that_they_read()
    {
        await using var fleet = await StartAsync(AllOldest);
        await fleet.ShedAsync(kw: 1, TimeSpan.FromMinutes(3), with: command => Without(command, "duration_s", "shed_kw", "event_id"));
        await fleet.IsAnsweredAsync(Vens);
        await fleet.RestoreAsync();
        await fleet.IsAnsweredAsync(2 * Vens);
        foreach (var (venId, ack) in Json(fleet, Topics.Ack).TakeLast(Vens))
        {
            Keys(ack).ShouldBe(["op", "correlationId", "ok", "ts", "venId", "error"]);
            (Text(ack, "op"), Text(ack, "error")).ShouldBe(("restore", "unknown op: restore"));
        }

        await fleet.PassAsync(TimeSpan.FromSeconds(170));
        fleet.Vens.ShouldAllBe(v => v.Newest!.EventId == FleetHere.EventId);
        await fleet.PassAsync(TimeSpan.FromSeconds(20));
        fleet.Vens.ShouldAllBe(v => v.Newest!.EventId == null);
        fleet.Vens.Average(v => v.Newest!.DeliveredKw).ShouldBeLessThan(0.5, "what was shed is back");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_command_without_what_the_generation_reads_is_refused(bool isOlder)
    {
        await using var fleet = await StartAsync(isOlder ? AllOlder : AllOldest, count: 2);
        await fleet.ShedAsync(kw: 1, Length, with: command => Without(command, isOlder ? "duration_s" : "durationS"));
        await fleet.IsAnsweredAsync(2);

        fleet.Acks.ShouldAllBe(a => !a.Ok);
        fleet.Vens.ShouldAllBe(v => v.Newest!.EventId == null);
    }

    [Fact]
    public async Task a_repeat_is_answered_with_the_same_and_sheds_no_longer()
    {
        await using var fleet = await StartAsync(AllOldest, count: 2);
        await fleet.ShedAsync(kw: 1, TimeSpan.FromMinutes(2));
        await fleet.IsAnsweredAsync(2);
        await fleet.PassAsync(TimeSpan.FromMinutes(1));
        await fleet.ShedAsync(kw: 1, TimeSpan.FromMinutes(2));
        await fleet.IsAnsweredAsync(4);

        Json(fleet, Topics.Ack).GroupBy(a => a.VenId).ShouldAllBe(v => v.Select(a => a.Json.ToJsonString()).Distinct().Count() == 1);
        await fleet.PassAsync(TimeSpan.FromSeconds(70));
        fleet.Vens.ShouldAllBe(v => v.Newest!.EventId == null);
    }

    [Fact]
    public async Task the_older_report_under_older_keys_on_two_topics_at_once()
    {
        await using var fleet = await StartAsync(AllOlder, count: 3);
        await fleet.ShedAsync(kw: 1, Length);
        await fleet.IsAnsweredAsync(3);
        await fleet.PassAsync(TimeSpan.FromMinutes(1));

        List<string> Shared() => [.. fleet.Messages.Where(m => m.Topic == Topics.SharedMetering).Select(m => m.Payload).Order()];
        await AreTwiceAsync(Shared, () => Payloads(fleet, Topics.Meter));
        Json(fleet, Topics.Telemetry).ShouldBeEmpty();
        var inEvent = Shared().Select(p => JsonNode.Parse(p)!.AsObject()).Where(s => s.ContainsKey("active_event")).ToList();
        inEvent.ShouldNotBeEmpty();
        foreach (var sample in inEvent)
        {
            Keys(sample).Except(["batterySOC"]).ShouldBe(["venId", "ts", "power_kw", "shed_kw", "active_event", "message_num", "loads"]);
            Text(sample, "active_event").ShouldBe(FleetHere.EventId);
            Number(sample, "power_kw").ShouldBe(sample["loads"]!.AsArray().Sum(l => Number(l!.AsObject(), "currentPowerKw")), 0.005);
        }
        SaysNothingElse(fleet);
    }

    [Fact]
    public async Task the_oldest_report_bare_loads_and_never_an_event_on_two_topics_at_once()
    {
        await using var fleet = await StartAsync(AllOldest, count: 3);
        await fleet.ShedAsync(kw: 1, Length);
        await fleet.IsAnsweredAsync(3);
        await fleet.PassAsync(TimeSpan.FromMinutes(1));

        await AreTwiceAsync(() => Payloads(fleet, Topics.Telemetry), () => Payloads(fleet, Topics.Meter));
        var newer = Json(fleet, Topics.Telemetry);
        foreach (var (venId, sample) in newer)
        {
            Keys(sample).ShouldBe(["venId", "timestamp", "usedPowerKw", "shedPowerKw", "loads"]);
            Text(sample, "venId").ShouldBe(venId);
            sample["loads"]!.AsArray().ShouldAllBe(l => Keys(l!.AsObject()).SequenceEqual(new[] { "id", "currentPowerKw" }));
        }
        newer.ShouldContain(s => Number(s.Json, "shedPowerKw") > 0.5, "they claim what they accepted");
        SaysNothingElse(fleet);
    }

    [Fact]
    public async Task of_the_oldest_a_share_acknowledges_what_its_meter_does_not_show()
    {
        await using var fleet = await StartAsync(new GenerationShares { Oldest = 1, OldestStuck = 0.5 });
        var stuck = fleet.Vens.Where(v => v.Faults == Fault.Stuck).Select(v => v.Id).ToHashSet();
        stuck.Count.ShouldBeInRange(4, 16);
        await fleet.ShedAsync(kw: 1, Length);
        await fleet.IsAnsweredAsync(Vens);
        fleet.Acks.ShouldAllBe(a => a.Ok);
        await fleet.PassAsync(TimeSpan.FromMinutes(1));

        var inEvent = (await fleet.StopAsync()).Where(r => r.EventId is not null).ToLookup(r => stuck.Contains(r.VenId));
        inEvent[true].ShouldAllBe(r => r.DeliveredKw == 0);
        FleetHere.MeanKw(inEvent[false], r => r.DeliveredKw).ShouldBeGreaterThan(0.7);
    }

    [Fact]
    public async Task a_double_that_refuses_says_no_in_its_own_words()
    {
        await using var fleet = await StartAsync(
            new GenerationShares { Older = 0.5, Oldest = 0.5 },
            faults: new FaultShares().With(Fault.Refusing, 1)
        );
        await fleet.ShedAsync(kw: 1, Length);
        await fleet.IsAnsweredAsync(Vens);

        fleet.Acks.ShouldAllBe(a => !a.Ok);
        fleet.Acks.Select(a => a.Error).Distinct().ShouldBe(["rejected", "disabled"], ignoreOrder: true);
        await fleet.PassAsync(TimeSpan.FromMinutes(1));
        (await fleet.StopAsync()).ShouldAllBe(r => r.DeliveredKw == 0);
    }

    [Fact]
    public void more_doubles_than_vens_are_refused()
    {
        var options = new FleetOptions(new DrEvents.Mqtt.BrokerAddress("localhost", 1), 1)
        {
            Generations = new GenerationShares { Older = 0.6, Oldest = 0.5 },
        };
        Should.Throw<ArgumentException>(() => new Fleet(options, TimeProvider.System)).Message.ShouldContain("more than the fleet");
    }

    private static Task<FleetHere> StartAsync(GenerationShares shares, int count = Vens, FaultShares? faults = null) =>
        FleetHere.StartAsync(count, setup: usual => usual with { Generations = shares, Faults = faults ?? usual.Faults });

    /// <summary>Each sample came on both topics, the newest in a moment.</summary>
    private static async Task AreTwiceAsync(Func<List<string>> one, Func<List<string>> other)
    {
        await Eventually.HoldsAsync("each sample came twice", () => one().SequenceEqual(other()));
        one().Count.ShouldBeGreaterThan(3 * 6);
    }

    private static List<string> Payloads(FleetHere fleet, Func<string, string> topic) =>
        [.. Json(fleet, topic).Select(m => m.Json.ToJsonString()).Order()];

    /// <summary>No births, no wills, no snapshots of loads.</summary>
    private static void SaysNothingElse(FleetHere fleet) =>
        fleet.Messages.ShouldAllBe(m => Topics.Parse(m.Topic).Kind == TopicKind.Telemetry || Topics.Parse(m.Topic).Kind == TopicKind.Ack);

    private static List<(string VenId, JsonObject Json)> Json(FleetHere fleet, Func<string, string> topic) =>
        [
            .. from message in fleet.Messages
            let venId = Topics.Parse(message.Topic).VenId
            where venId is not null && message.Topic == topic(venId)
            select (venId, JsonNode.Parse(message.Payload)!.AsObject()),
        ];

    /// <summary>The command without these names, at its top level and in its data.</summary>
    private static JsonObject Without(JsonObject command, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            command.Remove(name);
            command["data"]!.AsObject().Remove(name);
        }
        return command;
    }

    private static List<string> Keys(JsonObject json) => [.. json.Select(field => field.Key)];

    private static string? Text(JsonObject json, string key) => (string?)json[key];

    private static double Number(JsonObject json, string key) =>
        json[key] is { } number && number.GetValueKind() == JsonValueKind.Number ? (double)number : double.NaN;
}
