using DrEvents.Backend.Features.DeadLetters;
using DrEvents.Backend.Features.Ingest;
using DrEvents.Contracts.Mqtt;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Shadow;

/// <summary>Carries out the shadow requests of a batch: one lock and one read for all of their VENs.</summary>
public static class ShadowIntake
{
    /// <summary>Adds the changed documents to the session and returns what to publish once they are stored.</summary>
    /// <param name="session">The batch's transaction.</param>
    /// <param name="incoming">The batch.</param>
    /// <param name="answers">Whether requests are carried out here; else documents of AWS IoT are copied.</param>
    /// <param name="buried">Takes what cannot be read and has nobody to be answered to.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<ShadowAnswer>> AddAsync(
        IDocumentSession session,
        IReadOnlyList<Incoming> incoming,
        bool answers,
        List<DeadLetter> buried,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var requests = incoming.Where(m => m.Content is ShadowRequest).ToList();
        if (requests.Count == 0)
            return [];
        var changing = requests.Where(m => ShadowTopics.VerbOf(m.Message.Topic) != ShadowVerbs.Get).Select(m => m.VenId);
        await HoldAsync(session, [.. changing.Distinct()], cancellation);
        var before = (await session.LoadManyAsync<ShadowDocument>(cancellation, requests.Select(m => m.VenId).Distinct())).ToDictionary(d =>
            d.Id
        );

        var after = new Dictionary<string, ShadowDocument>(before);
        var toPublish = new List<ShadowAnswer>();
        foreach (var message in requests)
        {
            var request = (ShadowRequest)message.Content!;
            var document = after.GetValueOrDefault(message.VenId) ?? new ShadowDocument { Id = message.VenId };
            if (answers)
            {
                (after[message.VenId], var replies) = document.Apply(request, now);
                toPublish.AddRange(replies);
            }
            else
            {
                (after[message.VenId], var error) = ShadowCopy.Take(document, request.Payload);
                if (error is not null)
                    buried.Add(DeadLetter.From(message.Message, error));
            }
        }
        session.Store(after.Values.Where(d => d.Version > 0 && !ReferenceEquals(d, before.GetValueOrDefault(d.Id))).ToArray());
        return toPublish;
    }

    /// <summary>A document that does not exist yet cannot be locked, so its VEN's name is; in the order of the names.</summary>
    private static async Task HoldAsync(IDocumentSession session, string[] venIds, CancellationToken cancellation)
    {
        if (venIds.Length == 0)
            return;
        await session.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand(
            """
            select pg_advisory_xact_lock(key)
            from (select hashtextextended('shadow/' || ven_id, 0) as key from unnest($1::text[]) ven_id order by 1) keys
            """
        )
        {
            Parameters = { new() { Value = venIds } },
        };
        await session.ExecuteAsync(command, cancellation);
    }
}
