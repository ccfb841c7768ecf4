using Wolverine.Marten;

namespace DrEvents.Backend.Store;

/// <summary>Appends events to a stream, there or not, as the return value of an endpoint or a handler.</summary>
public sealed record AppendTo(string Stream, params IReadOnlyList<object> Events) : IMartenOp
{
    public void Execute(IDocumentSession session) => session.Events.Append(Stream, Events);
}
