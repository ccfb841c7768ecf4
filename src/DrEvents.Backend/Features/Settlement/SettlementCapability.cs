using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Results;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Settlement;

/// <summary>What is paid for results, by terms: lines of statements as stored events, statements of periods, and receipts that are signed.</summary>
public static class SettlementCapability
{
    public static void Configure(StoreOptions store)
    {
        store.Events.AddEventTypes([typeof(LinesBooked), typeof(ResultBooked)]);
        store.Keep(
            new StreamState<NewestResult>("NewestResults", version: 1, NewestResult.Fold, BaselineSealed.StreamOf(""))
            {
                ReadsOwnTypesOnly = true,
            }.FoldsAndTells<ResultIssued>()
        );
        store.Schema.For<NewestResult>();
        store.Keep(
            new StreamState<NewestBooking>("NewestBookings", version: 1, NewestBooking.Fold, ResultBooked.StreamOf(""))
            {
                ReadsOwnTypesOnly = true,
            }.FoldsAndTells<ResultBooked>()
        );
        store.Schema.For<NewestBooking>();
        store.Projections.Add(new BookedLineProjection(), ProjectionLifecycle.Async, BookedLineProjection.ProjectionName);
        store.HaveColumns<BookedLine>(BookedRow.Columns);
        store
            .Schema.For<BookedLine>()
            .Index(l => new { l.Currency, l.BookedAt })
            .Index(l => new { l.VenId, l.BookedAt })
            .Index(l => l.EventId);
    }

    /// <summary>A large event is work for seconds, and its receipts for minutes: one at a time on each node.</summary>
    public static void Configure(WolverineOptions wolverine)
    {
        wolverine.LocalQueueFor<BookResult>().Sequential();
        wolverine.LocalQueueFor<SendReceipts>().Sequential();
        wolverine.LocalQueueFor<SendMissedReceipts>().Sequential();
    }

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<SettlementOptions>(configuration, SettlementOptions.Section);
        services.AddSingleton<IValidateOptions<SettlementOptions>, TermsFitResults>();
        services
            .AddSingleton<TermsInForce>()
            .AddSingleton<ResultBooking>()
            .AddSingleton<ReceiptKey>()
            .AddSingleton<Receipts>()
            .AddSingleton<ReceiptSender>();
        services.AddHostedService(s => s.GetRequiredService<ReceiptKey>());
    }
}
