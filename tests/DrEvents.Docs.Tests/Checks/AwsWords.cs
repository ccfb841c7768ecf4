using System.Text.Json;
using DrEvents.Docs.Tests.Reading;
using DrEvents.Local.Processes;

namespace DrEvents.Docs.Tests.Checks;

/// <summary>AWS's own command line says which services, operations and options it has. It asks nobody for that.</summary>
internal static class AwsWords
{
    private const string Python = "/usr/bin/python3";
    private const string Program = "/usr/bin/aws";

    public static bool IsInstalled => File.Exists(Python) && File.Exists(Program);

    public static async Task<IReadOnlyList<string>> ProblemsAsync(IReadOnlyList<Call> calls)
    {
        if (calls.Count == 0 || !IsInstalled)
            return [];
        var script = Path.Combine(AppContext.BaseDirectory, "Checks", "aws_words.py");
        var asked = JsonSerializer.Serialize(
            calls.Select(c => new
            {
                where = $"{c}",
                arguments = c.Arguments,
                complete = !c.IsInline,
            })
        );
        var said = await new Command([Python, script, asked]).RunOrThrowAsync();
        return JsonSerializer.Deserialize<string[]>(said)!;
    }
}
