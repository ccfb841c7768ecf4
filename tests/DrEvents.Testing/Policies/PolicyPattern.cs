using System.Text;
using System.Text.RegularExpressions;

namespace DrEvents.Testing.Policies;

/// <summary>
/// An action or resource of a policy: <c>*</c> is any number of characters, slashes among them, <c>?</c> is one, MQTT's <c>+</c> and <c>#</c> are
/// characters like others. <c>${key}</c> is what the request has there, taken literally; without such a value nothing matches. <c>${*}</c>, <c>${?}</c>
/// and <c>${$}</c> are these characters themselves.
/// </summary>
public static partial class PolicyPattern
{
    public static bool Matches(string pattern, string text, RequestContext context)
    {
        var expression = new StringBuilder("^");
        foreach (Match part in Part().Matches(pattern))
        {
            if (part.Groups[1] is { Success: true, Value: var key })
            {
                if (key is not ("*" or "?" or "$") && !context.Values.TryGetValue(key, out key))
                    return false;
                expression.Append(Regex.Escape(key));
                continue;
            }
            expression.Append(
                part.Value switch
                {
                    "*" => ".*",
                    "?" => ".",
                    _ => Regex.Escape(part.Value),
                }
            );
        }
        return Regex.IsMatch(text, expression.Append("\\z").ToString(), RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }

    [GeneratedRegex(@"\$\{([^}]+)\}|.", RegexOptions.Singleline)]
    private static partial Regex Part();
}
