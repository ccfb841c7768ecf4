using DrEvents.Ven.Devices.Commissioning;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Web;

/// <summary>What the page may ask of its VEN.</summary>
internal interface IOwnerDesk
{
    /// <summary>Everything at this moment.</summary>
    Situation Look();

    /// <summary>The moment as the page shows it, for somebody who may only look.</summary>
    VenView View();

    /// <summary>The power of the last hours.</summary>
    PowerTrace Trace { get; }

    /// <summary>The newest entries of the log.</summary>
    LogView ReadLog();

    /// <summary>The receipts that are kept.</summary>
    ReceiptsView ReadReceipts();

    /// <summary>Takes devices into the home.</summary>
    Commissioner Commissioner { get; }

    /// <summary>Does or refuses what the owner asks; whoever has to know is told.</summary>
    OwnerRefusal? Ask(Func<Situation, OwnerDecision> wish);
}
