namespace DrEvents.Backend.Store;

/// <summary>
/// What somebody asked for and is being done: it follows the flow of control, so that whoever stores something knows on whose behalf. What goes on after
/// its end is nobody's deed.
/// </summary>
/// <param name="stream">The stream that tells of it.</param>
public sealed class Deed(string stream) : IDisposable
{
    private static readonly AsyncLocal<Deed?> Here = new();
    private readonly ConditionalWeakTable<IDocumentSession, List<StreamAction>> _appended = [];
    private volatile bool _isOver;

    /// <summary>The one that is being done; null where nobody asked.</summary>
    public static Deed? Current => Here.Value is { _isOver: false } deed ? deed : null;

    public string Stream => stream;

    /// <summary>From here on, in this flow of control, until it is disposed of.</summary>
    public static Deed Begin(string stream) => Here.Value = new Deed(stream);

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
