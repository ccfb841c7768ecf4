namespace DrEvents.Backend.Hosting;

/// <summary>Makes the readers' errors problem details that name the field, without the readers' type names.</summary>
public static class JsonProblems
{
    private const string BodyTitle = "Invalid JSON format";
    private const string QueryTitle = "Invalid query string value";
    private const string QueryName = "parameter";
    private const string PathMark = "Path: ";

    /// <summary>What the reader says of a name that is none, see <see cref="KnownNamesOnlyAttribute"/>; such a message has no path.</summary>
    private const string UnknownMark = "The JSON property '";

    public static void Rewrite(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        var isTime = problem.Detail?.StartsWith(HttpTimes.Wrong, StringComparison.Ordinal) == true;
        if (problem.Title == QueryTitle && problem.Extensions.Remove(QueryName, out var name))
            Say(problem, $"{name}", "has a value of the wrong type or form");
        else if (problem.Title == BodyTitle && FieldOf(problem.Detail ?? "") is { } field)
            Say(problem, field, isTime ? HttpTimes.Wrong : "has a value of the wrong type or form");
        else if (problem.Title == BodyTitle && UnknownName(problem.Detail ?? "") is { } unknown)
            Say(problem, unknown, "is a name that there is not");
        else if (problem.Title == BodyTitle)
            Say(problem, "body", "is not JSON that can be read");
    }

    private static void Say(ProblemDetails problem, string field, string wrong)
    {
        problem.Title = "The request is not valid";
        problem.Type = null;
        problem.Detail = $"{field}: {wrong}";
        problem.Extensions["errors"] = new Dictionary<string, string[]> { [field] = [wrong] };
    }

    /// <summary>The field in a message such as <c>… Path: $.targets.venIds[0] | LineNumber: 0 …</c>.</summary>
    private static string? FieldOf(string message)
    {
        var start = message.IndexOf(PathMark, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var path = message[(start + PathMark.Length)..].Split(' ', 2)[0].TrimStart('$').TrimStart('.');
        return path.Length == 0 ? null : path;
    }

    private static string? UnknownName(string message) =>
        message.StartsWith(UnknownMark, StringComparison.Ordinal) && message.IndexOf('\'', UnknownMark.Length) is > 0 and var end
            ? message[UnknownMark.Length..end]
            : null;
}
