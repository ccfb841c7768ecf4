namespace DrEvents.Hostile.Tests.Http;

/// <summary>One route of the contract, with a body and query values that it takes.</summary>
internal sealed record Route(string Method, string Path, string? Body = null, string Query = "");

/// <summary>Every route that is attacked; a new one is a line here.</summary>
internal static class Routes
{
    private const string Event =
        """{"startTime":"@start","endTime":"@end","requestedReductionKw":5,"status":"scheduled","priority":7,"allocation":"equal","targets":{"venIds":["nobody"],"groups":["none"]}}""";

    private const string Span = "start=2026-09-21T00:00:00Z&end=2026-09-22T00:00:00Z";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Route> All =
    [
        new("GET", "/api/vens"),
        new("GET", "/api/vens/summary"),
        new(
            "POST",
            "/api/vens",
            """{"name":"A","location":{"lat":52.5,"lon":13.4},"status":"enabled","registrationId":"http-new","groups":["g"],"address":"Street 1"}"""
        ),
        new("GET", "/api/vens/{venId}"),
        new(
            "PATCH",
            "/api/vens/{venId}",
            """{"name":"B","location":{"lat":1,"lon":2},"status":"enabled","groups":["g","h"],"address":"Street 2"}"""
        ),
        new("DELETE", "/api/vens/{nobody}"),
        new("GET", "/api/vens/{venId}/loads"),
        new("GET", "/api/vens/{venId}/loads/{loadId}"),
        new("PATCH", "/api/vens/{venId}/loads/{loadId}", """{"enabled":true,"capacityKw":7.2,"priority":1}"""),
        new("POST", "/api/vens/{venId}/loads/{loadId}/commands/shed", """{"amountKw":1.5,"durationS":60}"""),
        new(
            "POST",
            "/api/vens/{venId}/commands",
            """{"op":"set","requestedReductionKw":1,"durationS":60,"loadId":"ev","reduceKw":1,"enabled":true,"capacityKw":1,"priority":1,"what":"status","reportIntervalSeconds":10,"targetPowerKw":1}"""
        ),
        new("POST", "/api/vens/{venId}/send-event", Event),
        new("GET", "/api/access/me"),
        new("GET", "/api/access/keys"),
        new("GET", "/api/access/grants"),
        new("DELETE", "/api/access/keys/{nobody}"),
        new("DELETE", "/api/access/grants/{nobody}"),
        new("GET", "/api/command-keys"),
        new("POST", "/api/command-keys/rotate", """{"signsFrom":"2027-01-01T00:00:00Z"}"""),
        new("DELETE", "/api/command-keys/{nobody}"),
        new("POST", "/api/access/grants", """{"name":"A","addresses":"192.0.2.0/24","role":"viewer","origin":"https://a.example"}"""),
        new("GET", "/api/events", Query: "status=scheduled&limit=10"),
        new("POST", "/api/events", Event),
        new("GET", "/api/events/current"),
        new("GET", "/api/events/history", Query: "start=2026-01-01T00:00:00Z&end=2026-02-01T00:00:00Z&limit=10"),
        new("GET", "/api/events/{id}"),
        new("PATCH", "/api/events/{id}", Event),
        new("DELETE", "/api/events/{none}", Query: "reason=why"),
        new("POST", "/api/events/{id}/stop", """{"reason":"why"}"""),
        new("GET", "/api/events/{id}/metrics"),
        new("GET", "/api/events/{id}/baselines", Query: "venId=ven-1"),
        new("POST", "/api/events/{id}/replay"),
        new("GET", "/api/events/{id}/results"),
        new("GET", "/api/events/{id}/result", Query: "known=2026-01-01T00:00:00Z&number=1&limit=10&after=ven-1&venId=ven-1"),
        new("GET", "/api/events/{id}/result/profiles", Query: "names=gb-10-of-10"),
        new("GET", "/api/events/{id}/audit", Query: "number=1"),
        new("GET", "/api/events/{id}/whatif", Query: "profile=gb-10-of-10&without=ven-1&requestedKw=1&allocation=equal"),
        new("GET", "/api/events/{id}/bookings"),
        new("GET", "/api/events/{id}/vens/{venId}/receipt"),
        new("GET", "/api/receipt-key"),
        new("GET", "/api/history/head"),
        new("GET", "/api/history/verify", Query: "eventId=evt-1a2b3c4d&head=0"),
        new("GET", "/api/statements", Query: "from=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z&currency=EUR&venId=ven-1&format=csv"),
        new("GET", "/api/vens/{venId}/meter", Query: "limit=10"),
        new("GET", "/api/sites/default/temperature", Query: "from=2026-01-01T00:00:00Z&to=2026-01-31T00:00:00Z&limit=10"),
        new("GET", "/api/vens/{venId}/events", Query: "limit=10"),
        new("GET", "/api/vens/{venId}/shadow"),
        new("GET", "/api/vens/{venId}/telemetry", Query: Span + "&limit=10"),
        new("GET", "/api/vens/{venId}/history", Query: Span + "&granularity=5m"),
        new("GET", "/api/vens/{venId}/circuits/history", Query: Span + "&load_id=ev&limit=10"),
        new("GET", "/api/vens/{venId}/loads/{loadId}/history", Query: Span + "&granularity=1h"),
        new("GET", "/api/stats/network"),
        new("GET", "/api/stats/loads"),
        new("GET", "/api/stats/network/history", Query: Span + "&granularity=1h"),
        new("GET", "/api/stats/network/baseline", Query: Span + "&granularity=1h"),
        new("GET", "/api/dead-letters", Query: "limit=10"),
        new("GET", "/api/dead-letters/{none}"),
        new("DELETE", "/api/dead-letters/{none}"),
        new("POST", "/api/dead-letters/{none}/replay"),
        new("GET", "/api/rebuilds"),
        new("POST", "/api/rebuilds/{nobody}"),
        new("DELETE", "/api/rebuilds/{nobody}"),
        new("GET", "/api/archive"),
        new("POST", "/api/archive/reopen", """{"from":"2026-09-21","to":"2026-09-22","venIds":["nobody"]}"""),
    ];
}
