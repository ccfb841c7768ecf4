namespace DrEvents.Backend.Hosting;

/// <summary>Answers that say what is wrong: problem details, RFC 9457.</summary>
public static class Problems
{
    /// <summary>400: each field that is wrong, and what is wrong with it.</summary>
    public static IResult BadRequest(IDictionary<string, string[]> errors) =>
        Results.ValidationProblem(
            errors,
            title: "The request is not valid",
            detail: string.Join("; ", errors.Select(e => $"{e.Key}: {e.Value[0]}"))
        );

    /// <summary>404: nothing of that id.</summary>
    public static IResult NotFound(string what, string id) =>
        Results.Problem(title: "Not found", detail: $"There is no {what} {id}", statusCode: StatusCodes.Status404NotFound);

    /// <summary>409: the state forbids the step.</summary>
    public static IResult Conflict(string detail) =>
        Results.Problem(title: "Not in this state", detail: detail, statusCode: StatusCodes.Status409Conflict);
}
