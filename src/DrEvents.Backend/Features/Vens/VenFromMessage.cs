namespace DrEvents.Backend.Features.Vens;

/// <summary>Decides what a VEN's message says of the VEN itself: that it exists, that it is there, which loads it has.</summary>
public static class VenFromMessage
{
    public static IReadOnlyList<object> Decide(Ven? ven, object? content, DateTimeOffset now)
    {
        if (content is ShadowRequest { IsFromVen: false } || ven is { Removed: true } || IsOfEarlierConnection(ven, content))
            return [];
        var events = new List<object>();
        if (ven is null)
            events.Add(new VenRegistered("", new GeoLocation(0, 0), [], null, Enabled: true, ByFirstMessage: true, now));
        var online = ven?.Online ?? false;
        switch (content)
        {
            case VenStatusMessage { Online: false } status:
                // Whoever comes next by this id says anew what it understands: it may be an older VEN.
                AddCapabilities(ven, [], status, events, now);
                if (online)
                    events.Add(new VenWentOffline("said or willed offline", now));
                return events;
            case VenStatusMessage status:
                if (status.ReportIntervalSeconds is { } seconds && seconds != ven?.ReportIntervalSeconds)
                    events.Add(new ReportIntervalChanged(seconds, now));
                AddCapabilities(ven, status.Capabilities ?? [], status, events, now);
                break;
            case VenAck { Ok: false } ack when ven is not { KnowsNoRestore: true } && IsRestoreUnknown(ack):
                events.Add(new RestoreNotKnown(now));
                break;
            case TelemetrySample sample when Differs(ven, sample.Loads, sample.Faulty) is { } loads:
                events.Add(new LoadsDescribed(loads, now));
                break;
            case LoadsSnapshot snapshot when Differs(ven, snapshot.Loads, snapshot.Faulty) is { } loads:
                events.Add(new LoadsDescribed(loads, now));
                break;
        }
        if (!online)
            events.Add(new VenWentOnline(Name(content), now));
        return events;
    }

    /// <summary>What a generation of the field answers to a restore.</summary>
    private static bool IsRestoreUnknown(VenAck ack) =>
        ack.Error?.StartsWith("unknown op: restore", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>A status that comes when a newer connection of the VEN is known, mostly a late will: nothing in it holds any more.</summary>
    private static bool IsOfEarlierConnection(Ven? ven, object? content) =>
        content is VenStatusMessage { Session: { } session } && session < ven?.Session;

    private static void AddCapabilities(
        Ven? ven,
        IReadOnlyList<string> said,
        VenStatusMessage status,
        List<object> events,
        DateTimeOffset now
    )
    {
        var session = status.Session;
        // A VEN that numbers its connections did not say this, or not with this one: what it said itself holds until it says otherwise.
        if (session is null && ven is { Session: not null, Capabilities.Count: > 0 })
            return;
        if ((session is not null && session != ven?.Session) || !said.SequenceEqual(ven?.Capabilities ?? []))
            events.Add(new CapabilitiesChanged(said, now, session, said.Contains(VenCapabilities.Receipts) ? status.Receipts : null));
    }

    /// <summary>
    /// What a message leaves out stays as it was: the oldest VENs describe their loads elsewhere, or never. So do loads that a message with faults
    /// does not name: it may have meant to. Null when nothing changed.
    /// </summary>
    private static List<LoadDescription>? Differs(Ven? ven, IReadOnlyList<LoadReading> readings, IReadOnlyList<string> faulty)
    {
        var before = ven?.Loads ?? [];
        // Nearly every sample: nothing is made of it.
        if (readings.Count == 0 || (readings.Count == before.Count && readings.Zip(before).All(l => SaysNoMore(l.First, l.Second))))
            return null;
        List<LoadDescription> now = [.. readings.Select(r => Merge(before.FirstOrDefault(l => l.Id == r.Id), r))];
        if (faulty.Count > 0)
            now.AddRange(before.Where(l => !readings.Any(r => r.Id == l.Id)));
        return now.Count == before.Count && now.TrueForAll(before.Contains) ? null : now;
    }

    private static bool SaysNoMore(LoadReading reading, LoadDescription load) =>
        reading.Id == load.Id
        && (reading.Name is null || reading.Name == load.Name)
        && (reading.Type is null || reading.Type == load.Type)
        && (reading.CapacityKw is null || reading.CapacityKw == load.CapacityKw)
        && (reading.Enabled is null || reading.Enabled == load.Enabled)
        && (reading.Priority is null || reading.Priority == load.Priority);

    private static LoadDescription Merge(LoadDescription? old, LoadReading reading) =>
        new(
            reading.Id,
            reading.Name ?? old?.Name,
            reading.Type ?? old?.Type,
            reading.CapacityKw ?? old?.CapacityKw,
            reading.Enabled ?? old?.Enabled,
            reading.Priority ?? old?.Priority
        );

    private static string Name(object? content) =>
        content switch
        {
            TelemetrySample => "telemetry",
            VenAck => "acknowledgement",
            LoadsSnapshot => "loads",
            VenStatusMessage => "status",
            _ => "message",
        };
}
