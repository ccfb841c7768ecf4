using System.Globalization;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Results;

namespace DrEvents.Measurement.Audit;

/// <summary>Looks whether a bundle's stored events are those that the chain of results was made over.</summary>
internal sealed class HistoryCheck(AuditFolder bundle, List<string> notes)
{
    /// <summary>What is wrong, or null.</summary>
    public string? Problem(ResultIssued result)
    {
        if (!bundle.Has(AuditPaths.History))
            return $"{AuditPaths.History} is missing";
        var links = Read(bundle.File(AuditPaths.History)).ToList();
        if (HistoryLink.Problem(links) is { } problem)
            return $"{AuditPaths.History}: {problem}";
        if (links.LastOrDefault(l => l.EventId == bundle.Manifest.EventId && l.Result == result.Number) is not { } link)
        {
            notes.Add($"result {result.Number} is in no chain of results yet");
            return null;
        }
        notes.Add(string.Create(CultureInfo.InvariantCulture, $"in the chain of results at {link.Place}, whose hash is {link.Hash}"));
        if (link.ResultHash != result.Hash)
            return $"the chain of results holds result {result.Number} with hash {link.ResultHash}, and not {result.Hash}";
        string[] digests =
        [
            .. new[] { AuditPaths.Event, AuditPaths.Parts, AuditPaths.Measurement }
                .SelectMany(path => StoredLine.Read(bundle.File(path)))
                .Where(line => line.Sequence <= link.UpTo)
                .OrderBy(line => line.Sequence)
                .Select(line => line.Digest()),
        ];
        return digests.Length != link.Rows
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"the chain of results was made over {link.Rows} stored events up to {link.UpTo}, and the bundle holds {digests.Length}"
                )
            : RowDigest.OfAll(digests) != link.RowsSha256
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"a stored event up to {link.UpTo} is not what the chain of results was made over"
                )
            : null;
    }

    private static IEnumerable<HistoryLink> Read(InputFile file) =>
        file.Lines().Select(l => StoredLine.Parsed<HistoryLink>(file, l.Number, l.Text));
}
