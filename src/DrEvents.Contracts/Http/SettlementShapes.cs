namespace DrEvents.Contracts.Http;

/// <summary>
/// All lines that were booked in a period in a currency. Money and quantities are texts in decimal digits, since a reader that takes numbers as binary would
/// change them.
/// </summary>
/// <param name="From">The first moment of the period.</param>
/// <param name="Until">Its end, which is in the next one.</param>
/// <param name="Lines">By VEN, event and result.</param>
/// <param name="ByVen">Sums of each VEN's lines, in the order of their ids.</param>
/// <param name="TotalKwh">The sum of all lines.</param>
/// <param name="TotalAmount">The sum of all lines.</param>
/// <param name="LinesOfAll">How many lines there are; left out where all are here.</param>
/// <param name="VensOfAll">How many VENs have lines; left out where all are here.</param>
public sealed record StatementView(
    DateTimeOffset From,
    DateTimeOffset Until,
    string Currency,
    IReadOnlyList<StatementLineView> Lines,
    IReadOnlyList<StatementSumView> ByVen,
    string TotalKwh,
    string TotalAmount,
    long? LinesOfAll = null,
    int? VensOfAll = null
);

/// <summary>A line of a statement. It is never changed: a result that supersedes another is a line of its own, with the difference.</summary>
/// <param name="Result">The result of the event that it settles.</param>
/// <param name="Terms">Id of the terms.</param>
/// <param name="Start">Begin of the event's hours that were measured.</param>
/// <param name="QuantityKwh">What is paid for; of a correction the difference to what was booked before.</param>
/// <param name="BookedAt">When it was booked: the period that it belongs to.</param>
/// <param name="Supersedes">The result that was booked before; left out of the first line.</param>
/// <param name="Unproven">
/// Whether the result rests <c>wholly</c> or <c>partly</c> on readings whose sender nobody can prove; left out where it does not.
/// </param>
public sealed record StatementLineView(
    string VenId,
    string EventId,
    int Result,
    string Terms,
    DateTimeOffset Start,
    DateTimeOffset End,
    string QuantityKwh,
    string PricePerKwh,
    string Amount,
    DateTimeOffset BookedAt,
    int? Supersedes = null,
    string? Unproven = null
);

/// <summary>Sums of a VEN's lines.</summary>
public sealed record StatementSumView(string VenId, string QuantityKwh, string Amount);

/// <summary>How a result of an event was booked.</summary>
/// <param name="Number">Of the result.</param>
/// <param name="Lines">Lines of statements that it came to.</param>
/// <param name="Unchanged">VENs of which everything was booked before.</param>
/// <param name="WithoutTerms">VENs that no terms are for.</param>
/// <param name="Refused">VENs that have terms and could not be booked.</param>
/// <param name="RefusedVens">The first hundred of them, each with the reason.</param>
/// <param name="Totals">Sums of its lines, by currency.</param>
public sealed record BookingView(
    string EventId,
    int Number,
    DateTimeOffset BookedAt,
    int Lines,
    int Unchanged,
    int WithoutTerms,
    int Refused,
    IReadOnlyList<RefusedLineView> RefusedVens,
    IReadOnlyList<BookedTotalView> Totals
);

/// <summary>A VEN that could not be booked, and why.</summary>
public sealed record RefusedLineView(string VenId, string Why);

/// <summary>Sums in a currency, as texts in decimal digits.</summary>
public sealed record BookedTotalView(string Currency, string QuantityKwh, string Amount);

/// <summary>Answer of <c>POST /api/events/{id}/bookings</c>: whether anything was booked now, and the newest booking.</summary>
public sealed record BookingAsked(bool Booked, BookingView Newest);

/// <summary>
/// What a result says of a VEN in an event, signed. Whoever keeps it keeps its bytes as they are; <c>drevents receipt verify</c> verifies them.
/// </summary>
/// <param name="Kind">What kind of document it is: <c>drevents-receipt</c>.</param>
/// <param name="Version">Of the document's form.</param>
/// <param name="Method">The profile by which the baseline was made.</param>
/// <param name="ReductionKw">The mean reduction, signed.</param>
/// <param name="At">When the result was issued.</param>
/// <param name="KeyId">The key that signed it.</param>
/// <param name="Signature">Ed25519 over the canonical form (RFC 8785) of all other members, in base64.</param>
/// <param name="Money">What was booked for it; left out where nothing was.</param>
/// <param name="Provisional">What may still change it; left out where it is whole.</param>
[ExactNumbers]
public sealed record ReceiptView(
    string Kind,
    int Version,
    string VenId,
    string EventId,
    int ResultNumber,
    string Method,
    int MethodVersion,
    double ReductionKw,
    double EnergyKwh,
    DateTimeOffset At,
    string KeyId,
    string Signature,
    ReceiptMoneyView? Money = null,
    string? Provisional = null
);

/// <summary>An amount, as a text in decimal digits, and its currency.</summary>
public sealed record ReceiptMoneyView(string Amount, string Currency);

/// <summary>The public key that verifies receipts.</summary>
/// <param name="KeyId">The first 16 bytes of SHA-256 over its SubjectPublicKeyInfo, hexadecimal.</param>
/// <param name="Algorithm"><c>Ed25519</c>.</param>
/// <param name="Pem">SubjectPublicKeyInfo as PEM: the file that <c>drevents receipt verify --key</c> reads.</param>
public sealed record ReceiptKeyView(string KeyId, string Algorithm, string Pem);
