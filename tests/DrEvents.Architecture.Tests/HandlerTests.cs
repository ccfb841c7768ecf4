using System.Reflection;
using DrEvents.Backend;
using DrEvents.Backend.Store;
using JasperFx.Events.Projections;
using Mono.Cecil;

namespace DrEvents.Architecture.Tests;

/// <summary>Every message has a handler, and every handler a message that somebody sends.</summary>
public sealed class HandlerTests
{
    private static readonly Assembly Backend = typeof(Rooms).Assembly;

    /// <summary>The messages by which states tell of events when they are stored.</summary>
    private static readonly HashSet<Type> Told =
    [
        .. EventStore
            .Options("Host=127.0.0.1", store => Rooms.Configure(store, pressure: null))
            .Projections.All.OfType<IStreamState>()
            .SelectMany(state => state.Told),
    ];

    /// <summary>What each handler handles; of a batch, what it consists of.</summary>
    private static readonly List<(string Handler, Type Message)> Handled =
    [
        .. Backend
            .GetExportedTypes()
            .Where(t => t.Name.EndsWith("Handler", StringComparison.Ordinal) && t is { IsAbstract: true, IsSealed: true })
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static), (t, method) => (t, method))
            .Where(h => h.method.Name is "Handle" or "HandleAsync")
            .Select(h => (h.t.Name, h.method.GetParameters()[0].ParameterType))
            .Select(h => (h.Name, h.ParameterType.GetElementType() ?? h.ParameterType)),
    ];

    [Fact]
    public void nobody_waits_for_a_message_that_nobody_sends() =>
        Handled.Where(h => !IsSent(h.Message)).Select(h => $"{h.Handler}: {h.Message}").ShouldBeEmpty();

    [Fact]
    public void nobody_tells_of_an_event_that_nobody_listens_to() =>
        Told.Where(told => !Handled.Exists(h => h.Message == told)).ShouldBeEmpty();

    [Fact]
    public void handlers_and_events_are_found()
    {
        Handled.Count.ShouldBeGreaterThan(20);
        Told.Count.ShouldBeGreaterThan(5);
    }

    private static bool IsSent(Type message) => Told.Contains(message) || Made.Contains(message.FullName!);

    /// <summary>Types of which the backend makes objects, apart from what a record does with its own.</summary>
    private static readonly HashSet<string> Made =
    [
        .. from type in ModuleDefinition.ReadModule(Backend.Location).GetTypes()
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        where instruction.OpCode.Code == Mono.Cecil.Cil.Code.Newobj
        let made = ((MethodReference)instruction.Operand).DeclaringType
        where made.FullName != type.FullName
        select made.FullName.Replace('/', '+'),
    ];
}
