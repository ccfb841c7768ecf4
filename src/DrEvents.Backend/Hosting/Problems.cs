namespace DrEvents.Backend.Hosting;

/// <summary>Answers to requests that cannot be met, as problem details (RFC 9457).</summary>
public static class Problems
{
    /// <summary>400: what is wrong, by the name of the field.</summary>
    public static IResult BadRequest(IDictionary<string, string[]> errors) => Results.ValidationProblem(errors);

    /// <summary>404: there is no such thing of this id.</summary>
    public static IResult NotFound(string what, string id) =>
        Results.Problem(statusCode: StatusCodes.Status404NotFound, detail: $"There is no {what} '{id}'.");

    /// <summary>409: the state forbids it.</summary>
    public static IResult Conflict(string detail) => Results.Problem(statusCode: StatusCodes.Status409Conflict, detail: detail);
}
