using DrEvents.Backend.Hosting;
using Marten;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>What was decided for a page of VENs: stored together, and sent once it is stored.</summary>
internal sealed class DispatchPage
{
    private readonly StreamAppends _appends = new();
    private readonly List<OutgoingCommand> _commands = [];

    /// <summary>Whether there is a command among it.</summary>
    public bool HasCommands => _commands.Count > 0;

    /// <summary>Adds what one VEN's claims come to.</summary>
    public void Add(IEnumerable<(string Stream, object Event)> decided)
    {
        foreach (var (stream, stored) in decided)
        {
            _appends.Add(stream, stored);
            if (stored is CommandDispatched dispatched)
                _commands.Add(OutgoingCommand.From(stream, dispatched));
        }
    }

    /// <summary>Stores it with the session's transaction, and hands the commands to the sender.</summary>
    public async Task StoreAndSendAsync(IDocumentSession session, CommandSender sender, CancellationToken cancellation)
    {
        await _appends.AppendToAsync(session, cancellation);
        await session.SaveChangesAsync(cancellation);
        sender.Send(_commands);
    }
}
