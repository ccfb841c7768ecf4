namespace DrEvents.Backend.Hosting;

/// <summary>Answers that say what is wrong: problem details, RFC 9457.</summary>
public static class Problems
{
    /// <summary>Nothing is wrong: the request goes on.</summary>
    public static ProblemDetails None => WolverineContinue.NoProblems;

    /// <summary>400: each field that is wrong, and what is wrong with it.</summary>
    public static ProblemDetails BadRequest(IReadOnlyDictionary<string, string[]> errors)
    {
        var detail = string.Join("; ", errors.Select(e => $"{e.Key}: {e.Value[0]}"));
        var problem = Of(StatusCodes.Status400BadRequest, "The request is not valid", detail);
        problem.Extensions["errors"] = errors;
        return problem;
    }

    public static ProblemDetails NotFound(string what, string id) =>
        Of(StatusCodes.Status404NotFound, "Not found", $"There is no {what} {id}");

    /// <summary>503: what is asked for is not there yet.</summary>
    public static ProblemDetails NotReady(string detail) => Of(StatusCodes.Status503ServiceUnavailable, "Not there yet", detail);

    /// <summary>409: the state forbids the step.</summary>
    public static ProblemDetails Conflict(string detail) => Of(StatusCodes.Status409Conflict, "Not in this state", detail);

    public static ProblemDetails Of(int status, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title).ProblemDetails;
}
