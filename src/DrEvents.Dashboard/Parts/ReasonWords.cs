namespace DrEvents.Dashboard.Parts;

/// <summary>What reasons are called on pages: the words are in the texts beside it, by the names of <c>GET /api/events/{id}/why</c> and of <c>POST /api/events/preview</c>.</summary>
public sealed class ReasonWords;
