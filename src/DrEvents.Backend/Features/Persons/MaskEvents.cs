namespace DrEvents.Backend.Features.Persons;

/// <summary>Masks stored events by Marten's rules, which know whose data it is by the mask in force.</summary>
public static class MaskEvents
{
    private const int AtOnce = 500;

    /// <summary>All in one transaction: what they are found by is in them, and would not be found again from half of them.</summary>
    public static Task ApplyAsync(IDocumentStore store, ErasureScope scope, CancellationToken cancellation) =>
        scope.Naming.Count == 0
            ? Task.CompletedTask
            : scope.Mask.ApplyAsync(() =>
                store.Advanced.ApplyEventDataMasking(
                    masking =>
                    {
                        foreach (var page in scope.Naming.Select(e => e.Sequence).Chunk(AtOnce))
                            masking.IncludeEvents(e => e.Sequence.IsOneOf(page));
                    },
                    cancellation
                )
            );
}
