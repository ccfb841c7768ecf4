using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using DrEvents.Ven.Tests.Devices.Ocpp;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>A charger of OCPP with a vehicle that would take all of it.</summary>
/// <param name="isNew">It speaks OCPP 2.0.1, and its vehicle needs some energy by its departure; else OCPP 1.6, and it may take what it gets.</param>
internal sealed class WrongCharger(int port, bool isNew, FakeTimeProvider clock) : WrongDevice("ev", 16 * KwOfAmpere, clock)
{
    private const double NeededKwh = 1;
    private const double KwOfAmpere = 0.69;
    private static readonly TimeSpan Answering = TimeSpan.FromSeconds(3);

    private RawCharger? _charger;
    private int? _profileId;
    private readonly string _stay = Guid.NewGuid().ToString("N")[..20];
    private int _transaction;
    private int _seqNo;
    private double _wh;
    private long _countedAt = clock.GetTimestamp();
    private bool _hasBegun;
    private double? _ownersA;

    public override IReadOnlyList<Wrong> Wrongs => Enum.GetValues<Wrong>()[1..];

    public override string Load =>
        $$"""
            { "id": "ev", "name": "Charger", "type": "ev", "ratedKw": 11.04, "priority": 2,
              "driver": { "kind": "ocpp", "charger": "CP-1", "open": true, "host": "127.0.0.1", "port": {{port}}, "phases": 3{{Wish}} } }
            """;

    /// <summary>So that it has to run after some minutes of a limit, and has what it needs before the life is over.</summary>
    private static string WishOfNew => FormattableString.Invariant($", \"departs\": \"12:12\", \"neededKwh\": {NeededKwh}");

    private string Wish => isNew ? WishOfNew : "";

    /// <summary>Whether the vehicle has what it needs.</summary>
    public bool IsServed => !isNew || _wh > (1000 * NeededKwh) + 50;

    public override TimeSpan? ForgetsAfter => TimeSpan.FromMinutes(3);

    /// <summary>Chargers tell their meter when they like: it counts for three minutes.</summary>
    public override TimeSpan ShownWithin => TimeSpan.FromSeconds(200);

    public override double PowerKw => Math.Min(base.PowerKw, (_ownersA ?? 16) * KwOfAmpere);

    public override bool MayBe(double kw) => kw is >= 4.13 and <= 11.05;

    public override async Task BeginAsync(Wrong wrong, Random random)
    {
        await base.BeginAsync(wrong, random);
        if (wrong == Wrong.Restarting)
        {
            _profileId = null;
            await EndAsync();
        }
    }

    public override async Task TickAsync()
    {
        var now = Clock.GetTimestamp();
        _wh += 1000 * PowerKw * Clock.GetElapsedTime(_countedAt, now).TotalHours;
        _countedAt = now;
        if (_charger is { IsClosed: true })
            await EndAsync();
        if (_charger is null && Wrong != Wrong.Restarting)
            await ConnectAsync();
    }

    public override async ValueTask DisposeAsync() => await EndAsync();

    protected override Task SetByOtherAsync(Random random)
    {
        _ownersA = random.Next(7, 14);
        return Task.CompletedTask;
    }

    protected override Task FreeByOtherAsync()
    {
        _ownersA = null;
        return Task.CompletedTask;
    }

    private async Task EndAsync()
    {
        var charger = Interlocked.Exchange(ref _charger, null);
        if (charger is not null)
            await charger.DisposeAsync();
    }

    private async Task ConnectAsync()
    {
        RawCharger charger;
        try
        {
            charger = await RawCharger.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/CP-1"), isNew ? "ocpp2.0.1" : "ocpp1.6");
        }
        catch (WebSocketException)
        {
            // The VEN does not listen yet, or not any more.
            return;
        }
        charger.Obeying("Current");
        charger.Answers["GetVariables"] = _ =>
            $$"""{"getVariableResult":[{{Variable("RateUnit", "A")}},{{Variable("ProfileStackLevel", "8")}}]}""";
        charger.Answers["SetChargingProfile"] = SetProfile;
        charger.Answers["ClearChargingProfile"] = ClearProfile;
        charger.Answers["GetCompositeSchedule"] = _ => Composite;
        charger.Answers["TriggerMessage"] = payload =>
        {
            if ((string)payload["requestedMessage"]! == "MeterValues")
                _ = MeasureAsync(charger);
            return """{"status":"Accepted"}""";
        };
        charger.Tampers = (action, answer) => TamperAsync(charger, action, answer);
        _charger = charger;
        try
        {
            await (isNew ? BeginNewAsync(charger) : BeginOldAsync(charger));
            await MeasureAsync(charger);
        }
        catch (Exception e) when (e is WebSocketException or TimeoutException or ObjectDisposedException or InvalidOperationException)
        {
            // It connects again.
        }
    }

    private async Task BeginOldAsync(RawCharger charger)
    {
        await SayAsync(charger, "BootNotification", """{"chargePointVendor":"V","chargePointModel":"M"}""");
        if (_transaction == 0)
        {
            var start = $$"""{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":"{{Now}}"}""";
            _transaction = (int)(await charger.AskAsync("StartTransaction", start))["transactionId"]!;
        }
        await SayAsync(charger, "StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Charging"}""");
    }

    private async Task BeginNewAsync(RawCharger charger)
    {
        await SayAsync(charger, "BootNotification", """{"reason":"PowerUp","chargingStation":{"vendorName":"V","model":"M"}}""");
        var status = $$"""{"timestamp":"{{Now}}","connectorStatus":"Occupied","evseId":1,"connectorId":1}""";
        await SayAsync(charger, "StatusNotification", status);
        if (!_hasBegun)
            await charger.AskAsync(
                "TransactionEvent",
                Event("Started", "Authorized", "\"idToken\":{\"idToken\":\"T\",\"type\":\"ISO14443\"},", Register)
            );
        _hasBegun = true;
    }

    private string Event(string kind, string trigger, string more, string sampled) =>
        $$"""
            {"eventType":"{{kind}}","timestamp":"{{Now}}","triggerReason":"{{trigger}}","seqNo":{{_seqNo++}},{{more}}"evse":{"id":1,"connectorId":1},
            "transactionInfo":{"transactionId":"{{_stay}}","chargingState":"Charging"},"meterValue":[{"timestamp":"{{Now}}","sampledValue":[{{sampled}}]}]}
            """.ReplaceLineEndings(" ");

    private string Register => $$"""{"measurand":"Energy.Active.Import.Register","value":{{Text(Math.Round(_wh, 1))}} }""";

    private static string Variable(string name, string value) =>
        $$"""{"attributeStatus":"Accepted","attributeValue":"{{value}}","component":{"name":"SmartChargingCtrlr"},"variable":{"name":"{{name}}"} }""";

    private string Composite
    {
        get
        {
            var period = $$"""[{"startPeriod":0,"limit":{{Text(CompositeA)}} }]""";
            return isNew
                ? $$"""{"status":"Accepted","schedule":{"evseId":1,"duration":60,"scheduleStart":"{{Now}}","chargingRateUnit":"A","chargingSchedulePeriod":{{period}} } }"""
                : $$"""{"status":"Accepted","connectorId":1,"chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":{{period}} } }""";
        }
    }

    private double CompositeA =>
        Wrong == Wrong.Sentinel ? -1 : Math.Min(_ownersA ?? 16, LimitKw is { } kw ? Math.Floor((10 * kw / KwOfAmpere) + 1e-6) / 10 : 16);

    private string SetProfile(JsonObject payload)
    {
        if (Wrong == Wrong.Refusing)
            return """[4,"ID","InternalError","",{}]""";
        var profile = payload[isNew ? "chargingProfile" : "csChargingProfiles"]!;
        var schedule = isNew ? profile["chargingSchedule"]![0]! : profile["chargingSchedule"]!;
        _profileId = (int)profile[isNew ? "id" : "chargingProfileId"]!;
        var endsAt = DateTimeOffset
            .Parse((string)schedule["startSchedule"]!, CultureInfo.InvariantCulture)
            .AddSeconds((int)schedule["duration"]!);
        Take(KwOfAmpere * (double)schedule["chargingSchedulePeriod"]![0]!["limit"]!, endsAt - Clock.GetUtcNow());
        return """{"status":"Accepted"}""";
    }

    private string ClearProfile(JsonObject payload)
    {
        if (Wrong == Wrong.Refusing)
            return """[4,"ID","InternalError","",{}]""";
        if (_profileId is null || (int)payload[isNew ? "chargingProfileId" : "id"]! != _profileId)
            return """{"status":"Unknown"}""";
        _profileId = null;
        Take(null, null);
        return """{"status":"Accepted"}""";
    }

    private async Task<string?> TamperAsync(RawCharger charger, string action, string answer)
    {
        switch (Wrong)
        {
            case Wrong.Silent or Wrong.Restarting:
                return null;
            case Wrong.Slow:
                await Task.Delay(Answering, Clock);
                return answer;
            case Wrong.Nonsense:
                return answer[..(answer.IndexOf(',', 3) + 1)] + """{"state":"soon"}]""";
            case Wrong.WrongLength:
                return answer[..^3];
            case Wrong.Refusing:
                return answer[..(answer.IndexOf(',', 3) + 1)].Replace("[3", "[4", StringComparison.Ordinal) + "\"InternalError\",\"\",{}]";
            case Wrong.Half:
                await charger.SendAsync(answer[..(answer.Length / 2)], isEnd: false);
                charger.Socket.Abort();
                return null;
            case Wrong.BreaksMidWrite when action is "SetChargingProfile" or "ClearChargingProfile":
                charger.Socket.Abort();
                return null;
            default:
                return answer;
        }
    }

    private async Task MeasureAsync(RawCharger charger)
    {
        if (Wrong is Wrong.Silent or Wrong.Restarting)
            return;
        if (isNew)
        {
            var kw = Wrong == Wrong.Sentinel ? 2_147_483 : PowerKw;
            var sampled =
                $$"""{"measurand":"Power.Active.Import","value":{{Text(Math.Round(kw, 4))}},"unitOfMeasure":{"unit":"kW"} },{{Register}}""";
            await SayAsync(charger, "TransactionEvent", Event("Updated", "MeterValuePeriodic", "", sampled));
            return;
        }
        var watts = Wrong == Wrong.Sentinel ? "2147483647" : Text(Math.Round(1000 * PowerKw, 1));
        var values = Enumerable
            .Range(1, 3)
            .Select(phase =>
                $$"""{"measurand":"Current.Import","phase":"L{{phase}}","value":"{{Text(Math.Round(PowerKw / KwOfAmpere, 1))}}"}"""
            )
            .Append($$"""{"measurand":"Power.Active.Import","unit":"W","value":"{{watts}}"}""");
        await SayAsync(
            charger,
            "MeterValues",
            $$"""{"connectorId":1,"transactionId":{{_transaction}},"meterValue":[{"timestamp":"{{Now}}","sampledValue":[{{string.Join(',', values)}}]}]}"""
        );
    }

    /// <summary>Calls the VEN, and does not wait for what it answers.</summary>
    private static async Task SayAsync(RawCharger charger, string action, string payload)
    {
        try
        {
            await charger.SendAsync($"""[2,"{Guid.NewGuid():N}","{action}",{payload}]""");
        }
        catch (Exception e)
            when (e is WebSocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The connection ended meanwhile.
        }
    }

    private string Now => Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
