namespace DrEvents.Backend.Store;

/// <summary>
/// What somebody asked for and is being done: it follows the flow of control, so that whoever stores something knows on whose behalf. What goes on after
/// its end is nobody's deed.
/// </summary>
/// <param name="stream">The stream that tells of it.</param>
/// <param name="begun">What tells that it began, where that is stored with the first change and not before; null where it is stored already.</param>
public sealed class Deed(string stream, object? begun = null) : IDisposable
{
    private static readonly AsyncLocal<Deed?> Here = new();
    private readonly ConditionalWeakTable<IDocumentSession, List<StreamAction>> _appended = [];
    private volatile bool _isOver;
    private volatile object? _untold = begun;

    /// <summary>The one that is being done; null where nobody asked.</summary>
    public static Deed? Current => Here.Value is { _isOver: false } deed ? deed : null;

    public string Stream => stream;

    /// <summary>What is to be stored with its first change; null when that is stored.</summary>
    public object? Untold => _untold;

    /// <summary>From here on, in this flow of control, until it is disposed of.</summary>
    public static Deed Begin(string stream, object? begun = null) => Here.Value = new Deed(stream, begun);

    /// <summary>What was untold is stored.</summary>
    public void Tell() => _untold = null;

    /// <summary>These streams are appended to by a statement of ours, of which Marten's session knows nothing.</summary>
    public void Note(IDocumentSession session, IEnumerable<StreamAction> appended) =>
        _appended.GetOrCreateValue(session).AddRange(appended);

    /// <summary>All that a session will append when it is saved.</summary>
    public IReadOnlyList<StreamAction> AppendedBy(IDocumentSession session)
    {
        var own = _appended.TryGetValue(session, out var noted) ? noted : [];
        _appended.Remove(session);
        return [.. session.PendingChanges.Streams(), .. own];
    }

    public void Dispose() => _isOver = true;
}
