namespace DrEvents.Backend.Features.Access;

/// <summary>403: somebody is known, and may not do what he asks for.</summary>
public static class NotAllowed
{
    /// <summary>His roles do not allow it, or it is of the whole installation and he is bounded to programmes.</summary>
    /// <param name="asks">Method and path.</param>
    public static ProblemDetails To(string asks, Need need, Caller? caller)
    {
        if (caller is { BoundedTo: { } own } && caller.May(need))
            return Of($"{asks} is of the whole installation; {caller.Name} is bounded to {string.Join(", ", own)}");
        var whole = caller is { RoleNames: [_, ..] names } ? $"is {string.Join(", ", names)}" : "has no role";
        var single = caller is { ProgrammeRoles: [_, ..] roles } ? $", and in single programmes {string.Join(", ", roles)}" : "";
        return Needing(need, $"{asks} needs {Said(need)}; {caller?.Name} {whole}{single}");
    }

    /// <summary>What he asks for is of a programme of his in which his role does not allow it.</summary>
    /// <param name="of">What that is, such as <c>event evt-1a2b3c4d</c>.</param>
    public static ProblemDetails In(string of, Caller caller)
    {
        var problem = Needing(
            caller.Asks,
            $"To change {of} needs {Said(caller.Asks)}; {caller.Name} may in {string.Join(", ", caller.Programmes ?? [])} alone"
        );
        problem.Extensions["programmes"] = caller.Programmes;
        return problem;
    }

    private static string Said(Need need) => $"{Roles.Word(need)}, which {string.Join(", ", Roles.AllowedTo(need))} may";

    private static ProblemDetails Needing(Need need, string detail)
    {
        var problem = Of(detail);
        (problem.Extensions["need"], problem.Extensions["roles"]) = (Roles.Word(need), Roles.AllowedTo(need));
        return problem;
    }

    private static ProblemDetails Of(string detail) => Problems.Of(StatusCodes.Status403Forbidden, "Not allowed", detail);
}
