using System.Reflection;
using DrEvents.Dashboard.Pages;
using DrEvents.Dashboard.Parts;
using Microsoft.AspNetCore.Components;

namespace DrEvents.Dashboard.Tests;

/// <summary>Which components read the address.</summary>
public sealed class QueryParameterTests
{
    /// <summary>
    /// Blazor goes through all who read the address when it changes, and ends the circuit where one that is told so makes another that reads it too.
    /// So pages read it, and parts are told by their page; the parts of a page that reads nothing may read it themselves.
    /// </summary>
    [Fact]
    public void parts_of_a_page_that_reads_the_address_do_not_read_it()
    {
        var reading = typeof(Now).Assembly.GetTypes().Where(Reads).ToList();

        reading.ShouldContain(typeof(Event));
        reading
            .Where(type => type.GetCustomAttribute<RouteAttribute>() is null)
            .ShouldBe([typeof(DeadLetterList), typeof(SettingList), typeof(WebhookList)], ignoreOrder: true);
        reading.ShouldNotContain(typeof(RunningSystem), "these three are parts of it");
    }

    private static bool Reads(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Any(property => property.IsDefined(typeof(SupplyParameterFromQueryAttribute)));
}
