namespace DrEvents.Backend.Features.Shadow;

/// <summary>Carries out the shadow requests of a batch: one lock and one read for all of their VENs.</summary>
public static class ShadowIntake
{
    /// <summary>Returns what to publish once the changed documents are stored; unless it answers, it copies AWS IoT's documents.</summary>
    public static async Task<ShadowAnswer[]> AddAsync(Intake intake, List<Incoming> incoming, bool answers, CancellationToken cancellation)
    {
        var requests = incoming.Where(m => m.Content is ShadowRequest).ToList();
        if (requests.Count == 0)
            return [];
        var changing = requests.Where(m => ShadowTopics.VerbOf(m.Message.Topic) != ShadowVerbs.Get).Select(m => m.VenId);
        await intake.Session.HoldAsync([.. changing.Distinct().Select(ShadowDocument.LockOf)], cancellation);
        var venIds = requests.Select(m => m.VenId).Distinct();
        var before = (await intake.Session.LoadManyAsync<ShadowDocument>(cancellation, venIds)).ToDictionary(d => d.Id);

        var after = new Dictionary<string, ShadowDocument>(before);
        var toPublish = new List<ShadowAnswer>();
        foreach (var message in requests)
        {
            var request = (ShadowRequest)message.Content!;
            var document = after.GetValueOrDefault(message.VenId) ?? new ShadowDocument(message.VenId);
            if (answers)
            {
                (after[message.VenId], var replies) = document.Apply(request, intake.Now);
                toPublish.AddRange(replies);
            }
            else
            {
                (after[message.VenId], var error) = ShadowCopy.Take(document, request);
                if (error is not null)
                    intake.Refused.Add(new RefusedMessage(message.Message, error));
            }
        }
        intake.Session.Store(
            after.Values.Where(d => (d.Exists || d.Version > 0) && !ReferenceEquals(d, before.GetValueOrDefault(d.Id))).ToArray()
        );
        return [.. toPublish];
    }
}
