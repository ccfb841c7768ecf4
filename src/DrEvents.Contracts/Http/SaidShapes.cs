namespace DrEvents.Contracts.Http;

/// <summary>
/// What a line of English text says, for programs that say it in other words: which sentence it is, and what is in it. Only what the text says is in it.
/// </summary>
/// <param name="Kind">
/// Which sentence: a stable name such as <c>eventScheduled</c>. <c>ops/docs/streams.md</c> lists them. There may come more: show the text of one that you do not know.
/// </param>
/// <param name="Values">
/// What is in it, by name: numbers (in the unit that the name ends in: <c>requestedKw</c>, <c>responseMs</c>, <c>ageS</c>), texts and ids, times in UTC
/// (RFC 3339), <c>true</c>, and lists of texts or of sentences of this form. What the sentence leaves out is not there.
/// </param>
public sealed record Said(string Kind, IReadOnlyDictionary<string, object> Values);
