using System.Text.RegularExpressions;

namespace DrEvents.Testing.Policies;

/// <summary>
/// Renders a template as Terraform's <c>templatefile</c> does, for what these templates use: <c>${name}</c> is a variable, <c>$${</c> stands for <c>${</c>.
/// </summary>
public static partial class Template
{
    public static string Render(string path, params (string Name, string Value)[] variables)
    {
        var text = Repository.Read(path);
        if (text.Contains("%{", StringComparison.Ordinal))
            throw new NotSupportedException($"{path} has a directive");
        var values = variables.ToDictionary(v => v.Name, v => v.Value);
        var used = new HashSet<string>();
        var rendered = Part().Replace(text, part => part.Value == "$${" ? "${" : values[Used(part.Groups[1].Value)]);
        if (values.Keys.Except(used).FirstOrDefault() is { } unused)
            throw new InvalidOperationException($"{path} does not use {unused}");
        return rendered;

        string Used(string name)
        {
            used.Add(name);
            return name;
        }
    }

    [GeneratedRegex(@"\$\$\{|\$\{([^}]*)\}")]
    private static partial Regex Part();
}
