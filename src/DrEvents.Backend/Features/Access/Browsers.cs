namespace DrEvents.Backend.Features.Access;

/// <summary>How people at pages prove who they are; whoever serves pages beside the backend registers it.</summary>
/// <param name="IsOfPage">Whether a request is for a page or a part of one. For all else what a browser keeps is no proof: other sites could have it sent.</param>
/// <param name="KeptBy">What a browser keeps; null where nobody signed in.</param>
/// <param name="SignIn">Where a browser is led to that keeps none.</param>
/// <param name="Refuse">Answers who may not open a page with one that says so.</param>
public sealed record Browsers(
    Func<HttpContext, bool> IsOfPage,
    Func<HttpContext, Task<KeptKey?>> KeptBy,
    string SignIn,
    Func<HttpContext, Task> Refuse
);

/// <summary>By what a person is known whose browser keeps it.</summary>
/// <param name="Key">A key or a token.</param>
/// <param name="Renewal">By what a token that lasts for minutes is renewed; null for what lasts.</param>
public sealed record KeptKey(string Key, string? Renewal);
