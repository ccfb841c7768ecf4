namespace DrEvents.Backend.Store;

/// <summary>
/// What Wolverine keeps of messages between rooms, with what they said: those that failed for good, and for some minutes those that were worked on, so that
/// they are known when they come again.
/// </summary>
public static class KeptMessages
{
    private const string Holds = "exists (select from unnest(?::text[]) t where position(convert_to(t, 'UTF8') in body) > 0)";
    private static readonly string Failed = EarlierNodes.MessageSchema + ".wolverine_dead_letters";
    private static readonly string Handled = EarlierNodes.MessageSchema + ".wolverine_incoming_envelopes";

    /// <summary>How many failed in which one of the texts is.</summary>
    public static async Task<int> FailedMessagesAsync(this IQuerySession session, string[] texts, CancellationToken cancellation) =>
        (int)
            await session.FirstAsync<long>(
                $"select count(*) from {Failed} where {Holds.Replace("?", "$1", StringComparison.Ordinal)}",
                [texts],
                cancellation
            );

    /// <summary>Queues that those that failed go, and that those that were worked on say nothing any more.</summary>
    public static void ForgetMessages(this IDocumentSession session, string[] texts)
    {
        session.QueueSqlCommand($"delete from {Failed} where {Holds}", (object)texts);
        session.QueueSqlCommand($"update {Handled} set body = ''::bytea where status = 'Handled' and {Holds}", (object)texts);
    }
}
