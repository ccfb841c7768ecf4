namespace DrEvents.Backend.Features.Vens;

/// <summary>A VEN is heard again, or for the first time. Handlers get those of about the same time together: a fleet comes back at once.</summary>
public sealed record VenCameOnline(string VenId);
