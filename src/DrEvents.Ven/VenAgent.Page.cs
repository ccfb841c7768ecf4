using System.Text;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Devices.Commissioning;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Web;

namespace DrEvents.Ven;

/// <summary>The VEN's page and what is asked there.</summary>
public sealed partial class VenAgent
{
    /// <summary>Entries that are searched for the chart of the last day: a quiet day has a few hundred.</summary>
    private const int EntriesResumed = 2_000;

    private async Task StartPageAsync(int port, Desk desk)
    {
        desk.Trace.Resume(Log.ReadNewest(EntriesResumed).Reverse());
        var token = _options.IsPairingRequired ? Token() : null;
        _page = await VenPage.StartAsync(_options.WebHost, port, desk, new PageAccess(token, _clock), _clock);
        if (token?.NewText is { } text)
            LogPairing($"http://{LocalAddresses.ForPeople(_options.WebHost)}:{_page.Address.Port}/#{text}");
    }

    private PairingToken Token() =>
        _options.WebToken is { } text
            ? PairingToken.Of(text)
            : PairingToken.ReadOrMake(_options.LogFile is { } logFile ? Path.ChangeExtension(logFile, ".token") : null);

    /// <summary>Tells the backend what the owner decided, in that order; what cannot be told now is told with the next connection.</summary>
    private async Task TellOwnersWishesAsync(CancellationToken cancellation)
    {
        await _telling.WaitAsync(cancellation);
        try
        {
            while (_controller.NextNotice() is { } notice)
            {
                var ack = Encoding.UTF8.GetBytes(notice.Ack);
                if (!await _connection.PublishAsync(Topics.Ack(_options.VenId), ack, cancellation: cancellation))
                    return;
                _controller.Note(_clock.GetUtcNow(), new OwnerNoticeSent(notice.EventId));
            }
        }
        finally
        {
            _telling.Release();
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The page is open to the network, read-only. Whoever opens this address may change things; it is shown this once: {Address}"
    )]
    private partial void LogPairing(string address);

    /// <summary>What the page asks; apart, so that it is no part of the VEN's public face.</summary>
    private sealed class Desk(VenAgent ven) : IOwnerDesk
    {
        public PowerTrace Trace { get; } = new();

        public Commissioner Commissioner { get; } = ven.Commissioning();

        public Situation Look() => ven._controller.Look(ven._clock.GetUtcNow());

        public VenView View() => VenView.Of(ven._options, Look(), ven.IsConnected, ven.Log, ven._receipts.Unnoted, ven._guard);

        public LogView ReadLog() => LogView.Of(ven.Log);

        public ReceiptsView ReadReceipts() => ReceiptsView.Of(Look().State, ven._receipts);

        public OwnerRefusal? Ask(Func<Situation, OwnerDecision> wish)
        {
            var outcome = ven._controller.Ask(wish, ven._clock.GetUtcNow());
            if (outcome.Refusal is { } refusal)
                return refusal;
            ven.ReportNow();
            ven.Tell(outcome.DescriptionsChanged);
            return null;
        }
    }

    /// <summary>Nobody at the page waits for the broker: it is told beside, and what it does not get is told with the next connection.</summary>
    private void Tell(bool descriptionsChanged)
    {
        lock (_telling)
            _told = Task.WhenAll(_told, TellAsync(descriptionsChanged));
    }

    private async Task TellAsync(bool descriptionsChanged)
    {
        await TellOwnersWishesAsync(_stopping.Token);
        if (descriptionsChanged)
            await PublishLoadsAsync(_stopping.Token);
    }
}
