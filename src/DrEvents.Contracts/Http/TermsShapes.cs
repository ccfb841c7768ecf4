namespace DrEvents.Contracts.Http;

/// <summary>The terms by which results are booked, and what they rest on.</summary>
/// <param name="File">The name of the file that they were read from, without its folder.</param>
/// <param name="Sha256">Of the file's bytes, hexadecimal: the same file has the same, on every node and at whoever signed the contract.</param>
/// <param name="ReadAt">When this node read it.</param>
/// <param name="BookProvisional">Whether what may still change is booked too.</param>
/// <param name="Terms">In the order of the file.</param>
public sealed record TermsView(string File, string Sha256, DateTimeOffset ReadAt, bool BookProvisional, IReadOnlyList<TermsOfView> Terms);

/// <summary>What is paid for a reduction. Money and powers are texts in decimal digits.</summary>
/// <param name="Holds">Whether they hold for an event that starts now.</param>
/// <param name="Settles"><c>signed</c>: what was used more takes money back; <c>clipped</c>: no interval counts below 0.</param>
/// <param name="IntervalMinutes">Over so many minutes floor, cap and clipping are taken.</param>
/// <param name="ValidUntil">From here on they are over; left out where they have no end.</param>
/// <param name="Vens">The first hundred of the VENs that they name; left out where they name none.</param>
/// <param name="VensNamed">How many VENs they name.</param>
/// <param name="Groups">The first hundred of the groups that they name; left out where they name none. Terms that name neither these nor programmes are for everybody who has no others.</param>
/// <param name="GroupsNamed">How many groups they name.</param>
/// <param name="Programmes">The programmes for whose events they are; left out where they name none.</param>
public sealed record TermsOfView(
    string Id,
    bool Holds,
    string Currency,
    string PricePerKwh,
    string Settles,
    int IntervalMinutes,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ValidUntil = null,
    string? FloorKw = null,
    string? CapKw = null,
    IReadOnlyList<string>? Vens = null,
    int VensNamed = 0,
    IReadOnlyList<string>? Groups = null,
    int GroupsNamed = 0,
    IReadOnlyList<string>? Programmes = null
);
