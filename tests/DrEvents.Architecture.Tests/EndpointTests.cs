using System.Reflection;
using DrEvents.Backend;
using DrEvents.Backend.Hosting;
using Microsoft.AspNetCore.Mvc;
using Mono.Cecil;
using Wolverine.Http;

namespace DrEvents.Architecture.Tests;

/// <summary>What only an endpoint knows of its answers it declares, for the description of the interface.</summary>
public sealed class EndpointTests
{
    private static readonly ModuleDefinition Backend = ModuleDefinition.ReadModule(typeof(Rooms).Assembly.Location);

    [Fact]
    public void an_endpoint_that_can_answer_409_declares_it_and_no_other_does()
    {
        var endpoints = typeof(Rooms)
            .Assembly.GetExportedTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.IsDefined(typeof(WolverineHttpMethodAttribute)))
            .ToList();

        var able = endpoints.Where(method => MakesConflicts(method.DeclaringType!)).Select(Name).ToList();

        endpoints.Where(DeclaresConflict).Select(Name).ShouldBe(able, ignoreOrder: true);
        able.Count.ShouldBeGreaterThan(3);
    }

    private static bool DeclaresConflict(MethodInfo endpoint) =>
        endpoint.GetCustomAttributes<ProducesResponseTypeAttribute>().Any(a => a.StatusCode == 409);

    /// <summary>Looks into the type and into what the compiler made of its methods.</summary>
    private static bool MakesConflicts(Type endpoint)
    {
        var type = Backend.GetType(endpoint.FullName);
        return type
            .NestedTypes.Append(type)
            .SelectMany(t => t.Methods)
            .Where(m => m.HasBody)
            .SelectMany(m => m.Body.Instructions)
            .Any(i => i.Operand is MethodReference called && (IsConflict(called) || AnswersForIt(called)));
    }

    private static bool IsConflict(MethodReference called) =>
        called is { Name: nameof(Problems.Conflict), DeclaringType.Name: nameof(Problems) };

    /// <summary>What endpoints share that answers for them says so by what it returns.</summary>
    private static bool AnswersForIt(MethodReference called) =>
        called.ReturnType.Name == nameof(ProblemDetails)
        && called.DeclaringType.Scope == Backend
        && called.Resolve().Body?.Instructions.Any(i => i.Operand is MethodReference inner && IsConflict(inner)) == true;

    private static string Name(MethodInfo endpoint) => $"{endpoint.DeclaringType!.Name}.{endpoint.Name}";
}
