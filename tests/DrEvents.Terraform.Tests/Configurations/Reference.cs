using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DrEvents.Terraform.Tests.Configurations;

/// <summary>
/// Something that an expression refers to, without the indices in it: <c>aws_subnet.public[each.key].id</c> has the parts <c>aws_subnet</c>,
/// <c>public</c> and <c>id</c>.
/// </summary>
internal sealed partial record Reference(IReadOnlyList<string> Parts)
{
    public string Root => Parts[0];

    /// <summary>All in a block or value, however deep.</summary>
    public static IEnumerable<Reference> In(JsonNode? node) =>
        node switch
        {
            JsonObject o => o.SelectMany(p => InText(p.Key).Concat(In(p.Value))),
            JsonArray a => a.SelectMany(In),
            JsonValue v when v.TryGetValue<string>(out var text) => InText(text),
            _ => [],
        };

    public override string ToString() => string.Join('.', Parts);

    /// <summary>Text without an expression refers to nothing.</summary>
    private static IEnumerable<Reference> InText(string text) =>
        text.Contains("${", StringComparison.Ordinal) ? Start().Matches(text).Select(m => From(text, m.Index)) : [];

    private static Reference From(string text, int at)
    {
        List<string> parts = [];
        while (Name().Match(text, at) is { Success: true } name && name.Index == at)
        {
            parts.Add(name.Value);
            at += name.Length;
            while (at < text.Length && text[at] == '[')
                at = AfterIndex(text, at);
            if (at >= text.Length || text[at] != '.')
                break;
            at++;
        }
        return new Reference(parts);
    }

    private static int AfterIndex(string text, int at)
    {
        var depth = 0;
        do
        {
            depth += text[at] switch
            {
                '[' => 1,
                ']' => -1,
                _ => 0,
            };
            at++;
        } while (depth > 0 && at < text.Length);
        return at;
    }

    [GeneratedRegex(@"(?<![\w.""/:-])(?:var|local|module|data|aws_\w+)\.(?=[A-Za-z_])")]
    private static partial Regex Start();

    [GeneratedRegex(@"[A-Za-z_][\w-]*")]
    private static partial Regex Name();
}
