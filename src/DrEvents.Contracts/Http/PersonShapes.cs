using System.Text.Json.Nodes;

namespace DrEvents.Contracts.Http;

/// <summary>Of whom data is held.</summary>
public static class PersonKinds
{
    /// <summary>Who lives where a VEN is, or owns it.</summary>
    public const string Home = "home";

    /// <summary>Who has an account.</summary>
    public const string User = "user";

    /// <summary>Who has no account, and is named all the same: by a key, a grant or a client, or by tokens of a provider.</summary>
    public const string Other = "other";
}

/// <summary>How far an erasure is.</summary>
public static class ErasureStates
{
    /// <summary>Nobody asked for one.</summary>
    public const string None = "none";

    /// <summary>It was only looked at what it would change.</summary>
    public const string WouldErase = "wouldErase";

    /// <summary>It is being done; after a crash it goes on.</summary>
    public const string Asked = "asked";
    public const string Done = "done";
}

/// <summary>Body of <c>POST /api/vens/{venId}/erasure</c> and <c>POST /api/access/users/{userId}/erasure</c>.</summary>
/// <param name="Reason">Why, up to 500 characters; it is kept, so it names nobody: the number of a letter.</param>
/// <param name="DryRun">Says what would be changed, and changes nothing.</param>
[KnownNamesOnly]
public sealed record EraseRequest(string? Reason, bool DryRun = false);

/// <summary>Whose data is meant of those who have no account: one of both. A body, since an address is written into logs.</summary>
/// <param name="Name">What he is called, wholly: as a key, a grant or a client of his is named, or as the trail has it.</param>
/// <param name="Id">The id of a key, a grant or a client of his, or what the provider calls him (<c>whoId</c> of the trail).</param>
[KnownNamesOnly]
public sealed record OtherPersonRequest(string? Name = null, string? Id = null);

/// <summary>Body of <c>POST /api/access/others/erasure</c>.</summary>
/// <param name="Reason">Why, up to 500 characters; it is kept, so it names nobody: the number of a letter.</param>
/// <param name="DryRun">Says what would be changed, and changes nothing.</param>
/// <inheritdoc cref="OtherPersonRequest"/>
[KnownNamesOnly]
public sealed record EraseOtherRequest(string? Reason, string? Name = null, string? Id = null, bool DryRun = false);

/// <summary>That data of a person was erased, or what would be.</summary>
/// <param name="Person">One of <see cref="PersonKinds"/>.</param>
/// <param name="Id">
/// The VEN's or the user's, which stays as a pseudonym. Of others it is made for the erasure, and says who it was to nobody; it is what <c>GET</c> asks by.
/// </param>
/// <param name="Status">One of <see cref="ErasureStates"/>.</param>
/// <param name="Reason">Why; null where nobody asked.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Events">Stored events that were changed, by their types.</param>
/// <param name="Documents">Documents that were made anew from them, or deleted, by their types.</param>
public sealed record ErasureView(
    string Person,
    string Id,
    string Status,
    string? Reason,
    string? By,
    DateTimeOffset? AskedAt,
    DateTimeOffset? DoneAt,
    IReadOnlyList<ErasedCount> Events,
    IReadOnlyList<ErasedCount> Documents
);

/// <summary>How many of a type.</summary>
public sealed record ErasedCount(string Type, int Count);

/// <summary>All that is held of a person.</summary>
/// <param name="Person">One of <see cref="PersonKinds"/>.</param>
/// <param name="Id">The VEN's or the user's; of others what was asked by.</param>
/// <param name="At">When it was read.</param>
/// <param name="Sources">What is stored, by where it is from.</param>
/// <param name="Measured">What is too much for one document, and where it is read.</param>
public sealed record PersonExport(
    string Person,
    string Id,
    DateTimeOffset At,
    IReadOnlyList<PersonSource> Sources,
    IReadOnlyList<PersonReference> Measured
);

/// <summary>What one source holds.</summary>
/// <param name="Source">Its name.</param>
public sealed record PersonSource(string Source, IReadOnlyList<PersonItem> Items);

/// <summary>Something stored.</summary>
/// <param name="Where">The stream, or the id of the document.</param>
/// <param name="Type">What it is, by its type in the store.</param>
/// <param name="At">When it was stored; null of documents that do not say so.</param>
/// <param name="Data">What it says.</param>
public sealed record PersonItem(string Where, string Type, DateTimeOffset? At, JsonObject Data);

/// <summary>What is read elsewhere.</summary>
/// <param name="What">What it is.</param>
/// <param name="Path">Where.</param>
public sealed record PersonReference(string What, string Path);
