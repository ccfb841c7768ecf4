using System.Text.Json;
using DrEvents.Ven.Devices.Ocpp.Rpc;

namespace DrEvents.Ven.Devices.Ocpp.Versions;

/// <summary>Schedules of charging profiles, whose fields are the same in both versions.</summary>
internal static class Schedules
{
    /// <summary>How far ahead the charger is asked for the limit that counts, s.</summary>
    public const int AskedS = 60;

    /// <summary>A schedule that begins further away than this was reckoned by a clock that is wrong.</summary>
    private static readonly TimeSpan ClockOffMax = TimeSpan.FromHours(1);

    /// <summary>Writes the fields of a profile's only schedule: one period, and an end.</summary>
    public static void Write(Utf8JsonWriter json, ChargingProfile profile)
    {
        json.WriteNumber("duration", profile.DurationS);
        json.WriteTime("startSchedule", profile.StartsAt);
        json.WriteString("chargingRateUnit", profile.Rate.Unit == RateUnit.A ? "A" : "W");
        json.WriteStartArray("chargingSchedulePeriod");
        json.WriteStartObject();
        json.WriteNumber("startPeriod", 0);
        json.WriteNumber("limit", (decimal)profile.Rate.Limit);
        json.WriteNumber("numberPhases", profile.Rate.Phases);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>The rate of the period that counts now; null where none does.</summary>
    public static ChargingRate? RateAt(JsonElement schedule, DateTimeOffset? startsAt, DateTimeOffset now)
    {
        var unit = schedule.TextOrNone("chargingRateUnit", 8) == "W" ? RateUnit.W : RateUnit.A;
        var passedS = startsAt is { } at && (now - at).Duration() <= ClockOffMax ? Math.Max(0, (now - at).TotalSeconds) : 0;
        ChargingRate? rate = null;
        foreach (var period in schedule.Objects("chargingSchedulePeriod"))
        {
            if (period.NumberOrNone("startPeriod") <= passedS && period.NumberOrNone("limit") is >= 0 and var limit)
                rate = new(unit, limit, Math.Clamp(period.WholeOrNone("numberPhases") ?? 0, 0, 3));
        }
        return rate;
    }
}
