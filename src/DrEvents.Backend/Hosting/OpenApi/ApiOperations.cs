using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace DrEvents.Backend.Hosting.OpenApi;

/// <summary>An endpoint whose answer can be <c>null</c>, with status 200.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OrNullAttribute : Attribute;

/// <summary>
/// Adds to each operation what the framework cannot see: its group, what its parameters mean, the problems it answers with, and what its bodies
/// look like.
/// </summary>
public sealed class ApiOperations(ApiBodies bodies) : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var endpoint = ((ControllerActionDescriptor)context.Description.ActionDescriptor).MethodInfo;
        // Where an endpoint says nothing, Wolverine puts the name of the route.
        if (operation.Description == operation.OperationId)
            operation.Description = null;
        if (endpoint.GetCustomAttribute<NeedsAttribute>() is { Need: var need })
            operation.Description = $"{operation.Description}\n\nNeeds `{Roles.Word(need)}`.".Trim();
        // A summary is no Markdown: the page shows its marks as they are.
        operation.Summary = operation.Summary?.Replace("`", "", StringComparison.Ordinal);
        // The path is api/vens/…
        var group = context.Description.RelativePath!.Split('/')[1];
        operation.Tags = new HashSet<OpenApiTagReference> { new(group, context.Document) };
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
            Describe(parameter);
        if (operation.RequestBody is OpenApiRequestBody body)
            body.Required = !IsBodyOptional(endpoint, context);
        if (endpoint.IsDefined(typeof(OrNullAttribute)))
            AllowNull(operation.Responses!["200"].Content!.Values.Single());
        ApiProblems.Declare(operation, endpoint, context.Document!);
        bodies.Show(operation, context.Description);
        return Task.CompletedTask;
    }

    /// <summary>Parameters that many routes have, and that are read in one way everywhere.</summary>
    private static void Describe(OpenApiParameter parameter) =>
        (parameter.Schema, parameter.Description) = (parameter.In, parameter.Name) switch
        {
            (ParameterLocation.Query, "start") => (ApiSchemas.Moment(), "From this time on."),
            (ParameterLocation.Query, "end") => (ApiSchemas.Moment(), "Until this time, which is not part of it."),
            (ParameterLocation.Query, "time") => (ApiSchemas.Moment(), "The moment; now unless it is said."),
            (ParameterLocation.Query, "known") => (ApiSchemas.Moment(), "What was the newest at this time; now unless it is said."),
            (ParameterLocation.Query, "limit") => (ApiSchemas.Count(), "Most items in the answer."),
            (ParameterLocation.Query, "offset") => (
                ApiSchemas.Count(from: 0),
                "How many items of the whole list are left out at its beginning."
            ),
            (ParameterLocation.Query, "before") => (ApiSchemas.Count(), "Only items older than the one of this id."),
            (ParameterLocation.Query, "only") => (parameter.Schema, "The kinds of messages that are wanted, with commas between them."),
            (ParameterLocation.Query, "lastEventId") => (
                parameter.Schema,
                "For clients that cannot set the header Last-Event-ID, which goes before it."
            ),
            (ParameterLocation.Header, "Last-Event-ID") => (parameter.Schema, "The id of the newest message that the client heard."),
            _ => (parameter.Schema, parameter.Description),
        };

    private static bool IsBodyOptional(MethodInfo endpoint, OpenApiOperationTransformerContext context)
    {
        var type = context.Description.ParameterDescriptions.Single(p => p.Source == BindingSource.Body).Type;
        var body = endpoint.GetParameters().Single(p => p.ParameterType == type);
        return new NullabilityInfoContext().Create(body).WriteState == NullabilityState.Nullable;
    }

    private static void AllowNull(OpenApiMediaType answer) =>
        answer.Schema = new OpenApiSchema { OneOf = [answer.Schema!, new OpenApiSchema { Type = JsonSchemaType.Null }] };
}
