using DrEvents.Backend.Features.Persons;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Says in a line that data of a person was erased.</summary>
public static class ErasureWords
{
    /// <summary>Null for all other events.</summary>
    public static string? Of(object stored) =>
        stored switch
        {
            ErasureAsked e => $"{e.By} asked for data of a person to be erased: {e.Why}",
            PersonErased e =>
                $"data of a person erased in {Count(e.Events)} stored events and {Count(e.Documents)} documents, as {e.By} asked",
            _ => null,
        };

    private static string Count(IReadOnlyList<ErasedCount> counts) => counts.Sum(c => c.Count).ToString(CultureInfo.InvariantCulture);
}
