using System.Text;
using System.Text.Json;

namespace DrEvents.Hostile.Tests;

/// <summary>Values that nobody should send, and JSON in which they stand where others belong.</summary>
internal static class HostileValues
{
    /// <summary>Texts: hostile to stores, to pages, to logs and to readers' eyes.</summary>
    public static readonly IReadOnlyList<string> Texts =
    [
        "",
        " ",
        "\t\r\n",
        "'; drop table drevents.mt_events; --",
        "' or '1'='1",
        "<script>alert(1)</script>",
        "{{7*7}}${7*7}%n%s",
        "../../../../etc/passwd",
        "C:\\con\\nul",
        "مرحبا\u202Eevil",
        "🔌👩‍👩‍👧‍👦",
        "Z\u0335\u0322a\u0321l\u0316g\u0317o",
        "\uFEFF\uFFFF\u2028",
        "NaN",
        "-1",
        "1e999",
        "null",
        "true",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30T00:00:00Z",
        "10:00Z",
        new string('x', 129),
        new string('x', 600),
        new string('x', 20_000),
    ];

    /// <summary>The texts as JSON.</summary>
    public static readonly IReadOnlyList<string> JsonTexts = [.. Texts.Select(t => JsonSerializer.Serialize(t))];

    /// <summary>Values as JSON, some of which JSON does not know.</summary>
    public static readonly IReadOnlyList<string> Json =
    [
        .. JsonTexts,
        "\"\\u0000\"",
        "\"a\\u0000b\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\x41\"",
        "null",
        "true",
        "false",
        "0",
        "-0.0",
        "-1",
        "1.5",
        "2147483648",
        "-9223372036854775809",
        "99999999999999999999999999999999",
        "1e-400",
        "1e308",
        "-1e308",
        "1e999",
        "NaN",
        "0x10",
        "[]",
        "{}",
        "[null]",
        "[0]",
        "[\"\"]",
        "[\"\\u0000\"]",
        "{\"a\":{}}",
        "{\"lat\":1e999}",
        Nested(15),
        Nested(70),
        Nested(5_000),
        "[" + string.Join(',', Enumerable.Repeat("{\"id\":\"x\"}", 3_000)) + "]",
        "[" + string.Join(',', Enumerable.Repeat("\"ven-1\"", 600)) + "]",
        "",
    ];

    /// <summary>One of them.</summary>
    public static T Any<T>(this Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    /// <summary>The object with one of its values, on any level, replaced by a hostile one; and the name of the outermost field that it is in.</summary>
    public static (string Json, string Field) WithOneReplaced(string json, Random random)
    {
        var root = JsonElement.Parse(json);
        var paths = new List<string>();
        Collect(root, "", paths);
        var target = random.Any(paths);
        var text = new StringBuilder();
        Write(root, "", target, random.Any(Json), text);
        return (text.ToString(), target.Split('/')[1]);
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static void Collect(JsonElement at, string path, List<string> paths)
    {
        foreach (var (name, value) in Children(at))
        {
            paths.Add($"{path}/{name}");
            Collect(value, $"{path}/{name}", paths);
        }
    }

    private static void Write(JsonElement at, string path, string target, string replacement, StringBuilder text)
    {
        var isObject = at.ValueKind == JsonValueKind.Object;
        if (path == target)
            text.Append(replacement);
        else if (isObject || at.ValueKind == JsonValueKind.Array)
        {
            text.Append(isObject ? '{' : '[');
            var separator = "";
            foreach (var (name, value) in Children(at))
            {
                text.Append(separator).Append(isObject ? $"\"{name}\":" : "");
                Write(value, $"{path}/{name}", target, replacement, text);
                separator = ",";
            }
            text.Append(isObject ? '}' : ']');
        }
        else
            text.Append(at.GetRawText());
    }

    private static IEnumerable<(string Name, JsonElement Value)> Children(JsonElement at) =>
        at.ValueKind switch
        {
            JsonValueKind.Object => at.EnumerateObject().Select(p => (p.Name, p.Value)),
            JsonValueKind.Array => at.EnumerateArray().Select((item, i) => ($"{i}", item)),
            _ => [],
        };
}
