namespace DrEvents.Backend.Hosting;

/// <summary>Turns what the JSON reader says of a body into problem details that name the field, without the reader's type names.</summary>
public static class JsonProblems
{
    private const string ReaderTitle = "Invalid JSON format";
    private const string PathMark = "Path: ";

    /// <summary>Rewrites a problem if it is the JSON reader's.</summary>
    public static void Rewrite(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (problem.Title != ReaderTitle)
            return;
        var field = FieldOf(problem.Detail ?? "");
        problem.Title = "The request is not valid";
        problem.Type = null;
        problem.Detail = field is null ? "The body is not JSON that can be read" : $"{field}: has a value of the wrong type or form";
        problem.Extensions["errors"] = new Dictionary<string, string[]>
        {
            [field ?? "body"] = [field is null ? "is not JSON that can be read" : "has a value of the wrong type or form"],
        };
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
}
