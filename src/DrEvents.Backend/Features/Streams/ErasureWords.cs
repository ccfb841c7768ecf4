using DrEvents.Backend.Features.Persons;
using static DrEvents.Backend.Hosting.Sentence;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Says in a line that data of a person was erased.</summary>
public static class ErasureWords
{
    /// <summary>Null for all other events.</summary>
    public static Sentence? Of(object stored) =>
        stored switch
        {
            ErasureAsked e => Say(SaidKind.ErasureAsked, $"{e.By:by} asked for data of a person to be erased: {e.Why:why}"),
            PersonErased e => Say(
                SaidKind.PersonErased,
                $"data of a person erased in {Sum(e.Events):events} stored events and {Sum(e.Documents):documents} documents, as {e.By:by} asked"
            ),
            _ => null,
        };

    private static long Sum(IReadOnlyList<ErasedCount> counts) => counts.Sum(c => c.Count);
}
