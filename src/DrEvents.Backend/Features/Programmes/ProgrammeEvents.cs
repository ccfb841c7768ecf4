namespace DrEvents.Backend.Features.Programmes;

/// <summary>A programme begins, with its terms: stream <c>programme/{id}</c>.</summary>
/// <param name="By">Who opened it.</param>
public sealed record ProgrammeOpened(string Name, ProgrammeTerms Terms, string By, DateTimeOffset At);

/// <summary>What is known of the programme, all of it. Events that were asked for before stay as they are.</summary>
public sealed record ProgrammeChanged(string Name, ProgrammeTerms Terms, string Why, string By, DateTimeOffset At);

/// <summary>No event is called in the programme from now on. What was called in it stays.</summary>
public sealed record ProgrammeClosed(string Why, string By, DateTimeOffset At);

/// <summary>A home takes part in the programme from now on, and somebody agreed to that.</summary>
/// <param name="ConsentBy">Who agreed.</param>
/// <param name="ConsentReference">Where that is to be found.</param>
public sealed record VenEnrolled(
    string ProgrammeId,
    string VenId,
    string ConsentBy,
    string? ConsentReference,
    string By,
    DateTimeOffset At
);

/// <summary>A home takes part no more: nobody of it agrees any longer, or it moved.</summary>
public sealed record VenLeft(string ProgrammeId, string VenId, string Why, string By, DateTimeOffset At);
