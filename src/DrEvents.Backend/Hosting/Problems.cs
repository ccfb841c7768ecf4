namespace DrEvents.Backend.Hosting;

/// <summary>Answers that say what is wrong: problem details, RFC 9457.</summary>
public static class Problems
{
    /// <summary>Nothing is wrong: the request goes on.</summary>
    public static ProblemDetails None => WolverineContinue.NoProblems;

    /// <summary>400: each field that is wrong, and what is wrong with it.</summary>
    public static ProblemDetails BadRequest(IReadOnlyDictionary<string, string[]> errors) =>
        new()
        {
            Title = "The request is not valid",
            Detail = string.Join("; ", errors.Select(e => $"{e.Key}: {e.Value[0]}")),
            Status = StatusCodes.Status400BadRequest,
            Extensions = { ["errors"] = errors },
        };

    /// <summary>404: nothing of that id.</summary>
    public static ProblemDetails NotFound(string what, string id) =>
        new()
        {
            Title = "Not found",
            Detail = $"There is no {what} {id}",
            Status = StatusCodes.Status404NotFound,
        };

    /// <summary>503: what is asked for is not there yet.</summary>
    public static ProblemDetails NotReady(string detail) =>
        new()
        {
            Title = "Not there yet",
            Detail = detail,
            Status = StatusCodes.Status503ServiceUnavailable,
        };

    /// <summary>409: the state forbids the step.</summary>
    public static ProblemDetails Conflict(string detail) =>
        new()
        {
            Title = "Not in this state",
            Detail = detail,
            Status = StatusCodes.Status409Conflict,
        };
}
