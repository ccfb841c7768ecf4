namespace DrEvents.Dashboard.Access;

/// <summary>How the pages come to the backend; whoever puts them beside one in a process says it.</summary>
/// <param name="IsOpen">Whether nobody has to sign in.</param>
/// <param name="Shared">
/// The key by which is read what viewers share who are bounded to the same programmes, or to none (null); null where none is needed.
/// </param>
/// <param name="WithoutSignIn">The key of whoever does not have to sign in; null where he needs none.</param>
public sealed record PagesAccess(Func<bool> IsOpen, Func<IReadOnlyList<string>?, string?> Shared, Func<string?> WithoutSignIn);
