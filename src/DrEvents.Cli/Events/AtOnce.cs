using System.CommandLine;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Events;

/// <summary>The option that ends an event for an emergency.</summary>
static class AtOnce
{
    /// <summary><c>--at-once</c>.</summary>
    public static Option<bool> Option() =>
        new("--at-once") { Description = "For emergencies: all loads are given back at once, whatever peak that makes." };

    /// <summary>The body to send; null where there is nothing to say.</summary>
    public static StopEventRequest? Request(string? reason, bool atOnce) =>
        reason is null && !atOnce ? null : new StopEventRequest(reason, atOnce ? true : null);
}
