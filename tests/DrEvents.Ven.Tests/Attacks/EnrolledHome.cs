using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using DrEvents.Contracts;
using DrEvents.Contracts.Mqtt;
using DrEvents.Measurement.Proof;
using DrEvents.Mqtt;
using DrEvents.Proof;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shadow;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Tests.Shedding;
using DrEvents.Ven.Timekeeping;
using DrEvents.Ven.Trust;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Attacks;

/// <summary>A VEN that is enrolled, behind a broker that belongs to somebody else: what comes in goes the same way as in the agent.</summary>
internal sealed class EnrolledHome : IDisposable
{
    public const string VenId = "ven-1";
    public const string EventId = "evt-0000000a";

    /// <summary>The grid operator's.</summary>
    public static readonly SigningKey Key = SigningKey.Of(Enumerable.Repeat((byte)1, 32).ToArray());

    /// <summary>Whoever owns the broker has one of his own.</summary>
    public static readonly SigningKey Foreign = SigningKey.Of(Enumerable.Repeat((byte)2, 32).ToArray());

    /// <summary>The operator's next.</summary>
    public static readonly SigningKey Next = SigningKey.Of(Enumerable.Repeat((byte)3, 32).ToArray());

    private readonly CommandKeyFile _file;
    private readonly ClockWatch _clocks;
    private readonly DeviceShadow _shadow;
    private readonly List<(string Topic, JsonObject Body)> _sent = [];
    private int _commands;

    public EnrolledHome(EventLog? log = null, string? keyFile = null, params IReadOnlyList<SigningKey> keys)
    {
        Log = log ?? new MemoryEventLog();
        Controller = new Controller(VenId, TestHome.Steady(), Log, TimeSpan.FromSeconds(5), NullLogger.Instance);
        Controller.Resume(Now);
        _file = CommandKeyFile.Open(
            new VenOptions(VenId, new BrokerAddress("localhost", 1))
            {
                CommandKeyFile = keyFile,
                CommandKeys = CommandKeys.Of([.. (keys.Count > 0 ? keys : [Key]).Select(ViewOf)]).Keys!,
            }
        );
        Guard = new CommandGuard(VenId, _file, Controller, NullLogger.Instance);
        _clocks = new ClockWatch(Clock, Controller, NullLogger.Instance);
        _shadow = new DeviceShadow(VenId, PublishAsync, ObeyAsync, Controller, Guard, _clocks, Clock, NullLogger.Instance);
        _shadow.Connected();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
    public EventLog Log { get; }
    public Controller Controller { get; }
    public CommandGuard Guard { get; }
    public DateTimeOffset Now => Clock.GetUtcNow();
    public VenState State => Controller.Look(Now).State;
    public bool IsShedding => State.IsShedding;
    public int Refused => State.CommandsRefusedCount + Guard.Unwritten;

    /// <summary>What the VEN told the shadow service.</summary>
    public IEnumerable<string> Told => _sent.Select(s => s.Body.ToJsonString());

    public static CommandKeyView ViewOf(SigningKey key) => new(key.Public.Id, Base64Url.EncodeToString(key.Public.Point));

    /// <summary>A command as the backend signs it: to shed 2 kW for half an hour, unless it is changed.</summary>
    public byte[] Command(Func<VenCommand, VenCommand>? change = null, SigningKey? key = null) => Signed(Plain(change), key);

    /// <summary>A command as it was before there were signatures.</summary>
    public byte[] Plain(Func<VenCommand, VenCommand>? change = null)
    {
        var shed = new VenCommand
        {
            Op = CommandOps.ShedPanel,
            CorrelationId = $"c-{++_commands}",
            VenId = VenId,
            IssuedAt = Now,
            ExpiresAt = Now.AddMinutes(30),
            EventId = EventId,
            RequestedReductionKw = 2,
            DurationS = 1800,
        };
        return (change?.Invoke(shed) ?? shed).ToUtf8();
    }

    public static byte[] Signed(byte[] command, SigningKey? key = null) =>
        SignedMessage.Sign(command, (key ?? Key).Public.Id, (key ?? Key).Sign);

    /// <summary>A command with its members changed after it was signed.</summary>
    public static byte[] Changed(byte[] command, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(command)!.AsObject();
        change(json);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    /// <summary>A command arrives; its answer, or null where there is none.</summary>
    public VenAck? Take(byte[] command)
    {
        var outcome = Guard.Refuse(command, Now) ?? Controller.Handle(command, Now);
        return outcome.Ack is { } ack ? VenAck.Read(ack).Value.ShouldNotBeNull() : null;
    }

    public VenAck? Take(string command) => Take(Encoding.UTF8.GetBytes(command));

    /// <summary>It is answered with why, and nothing happens.</summary>
    public void ShouldRefuse(byte[] command, string why)
    {
        var (before, entries, refused) = (
            State with
            {
                CommandsRefusedCount = 0,
            },
            Log.Read().Count(e => e.Kind != "commandsRefused"),
            Refused
        );
        var ack = Take(command).ShouldNotBeNull();
        (ack.Ok, ack.Error).ShouldBe((false, why));
        (State with { CommandsRefusedCount = 0 }).ShouldBe(before);
        Log.Read().Count(e => e.Kind != "commandsRefused").ShouldBe(entries, "what is refused has no entry of its own");
        Refused.ShouldBe(refused + 1);
    }

    /// <summary>What is desired, as the backend signs it.</summary>
    public JsonObject Wish(
        string desired,
        long? issuedAtMs = null,
        SigningKey? key = null,
        string venId = VenId,
        string kind = WishForm.Kind
    )
    {
        var wish = new JsonObject
        {
            ["kind"] = kind,
            ["venId"] = venId,
            ["issuedAtMs"] = issuedAtMs ?? Now.ToUnixTimeMilliseconds(),
            ["desired"] = JsonNode.Parse(desired),
        };
        var bytes = CanonicalJson.Bytes(wish.ToJsonString());
        return new JsonObject
        {
            ["wish"] = Encoding.UTF8.GetString(bytes),
            ["keyId"] = (key ?? Key).Public.Id,
            ["value"] = Base64Url.EncodeToString((key ?? Key).Sign(bytes)),
        };
    }

    /// <summary>The service says what is desired, in a version.</summary>
    public async Task DesireAsync(long version, JsonObject? signed, string plain = "{}")
    {
        var desired = JsonNode.Parse(plain)!.AsObject();
        if (signed is not null)
            desired[WishForm.Member] = signed.DeepClone();
        var stamp = new JsonObject { ["timestamp"] = Now.ToUnixTimeSeconds() };
        var delta = new JsonObject
        {
            ["version"] = version,
            ["timestamp"] = Now.ToUnixTimeSeconds(),
            ["state"] = desired,
            ["metadata"] = new JsonObject(desired.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)stamp.DeepClone()))),
        };
        await DeltaAsync(delta.ToJsonString());
    }

    /// <summary>The service says a difference.</summary>
    public Task DeltaAsync(string delta) =>
        _shadow.TakeAsync(ShadowTopics.Delta(VenId), Encoding.UTF8.GetBytes(delta), CancellationToken.None);

    /// <summary>The shadow is known, and differences are heard from now on.</summary>
    public async Task KnowShadowAsync()
    {
        _shadow.See(Controller.Look(Now), CancellationToken.None);
        var token = _sent[^1].Body["clientToken"]!.GetValue<string>();
        var document = $$"""{"version":1,"state":{},"clientToken":"{{token}}"}""";
        await _shadow.TakeAsync(ShadowTopics.Accepted(VenId, "get"), Encoding.UTF8.GetBytes(document), CancellationToken.None);
    }

    public void Dispose() => Log.Dispose();

    private Task<bool> PublishAsync(string topic, byte[] payload, CancellationToken cancellation)
    {
        _sent.Add((topic, JsonNode.Parse(payload)!.AsObject()));
        return Task.FromResult(true);
    }

    private Task<VenAck?> ObeyAsync(byte[] command, CancellationToken cancellation) =>
        Task.FromResult(Controller.Handle(command, Now).Ack is { } ack ? VenAck.Read(ack).Value : null);
}
