namespace DrEvents.Backend.Features.Telemetry;

/// <summary>What a VEN used in five minutes in which no event held it, kW.</summary>
public sealed record FreeUse(string VenId, DateTimeOffset Start, double Kw);
