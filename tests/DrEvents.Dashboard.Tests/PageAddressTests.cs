using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;

namespace DrEvents.Dashboard.Tests;

public sealed class PageAddressTests
{
    private const string Event = "http://localhost/events/evt-1";

    [Fact]
    public void what_is_changed_before_the_browser_answered_is_added()
    {
        var browser = new SlowBrowser(Event + "?ven=ven-1&status=refused#vens");
        using var address = new PageAddress(browser);

        address.Set("ven", null);
        address.Set("status", "shedding");
        address.Set("ven", "ven-2", replace: false, anchor: "#vens");

        browser.Asked.ShouldBe([Event + "?status=refused", Event + "?status=shedding", Event + "?status=shedding&ven=ven-2#vens"]);
    }

    [Fact]
    public void what_the_browser_did_is_the_begin_of_the_next_change()
    {
        var browser = new SlowBrowser(Event);
        using var address = new PageAddress(browser);

        address.Set("ven", "ven-1");
        address.Set("ven", "ven-2");
        browser.Arrive(browser.Asked[0]);
        address.Set("status", "refused");
        browser.Asked[^1].ShouldBe(Event + "?ven=ven-2&status=refused", "the second change is still to come");
        browser.Arrive(browser.Asked[1]);
        browser.Arrive(browser.Asked[2]);
        browser.Arrive(Event + "?ven=ven-3");
        address.Set("status", "shedding");

        browser.Asked[^1].ShouldBe(Event + "?ven=ven-3&status=shedding", "it went back meanwhile");
    }

    [Fact]
    public void a_change_that_another_page_overtook_is_forgotten()
    {
        var browser = new SlowBrowser(Event);
        using var address = new PageAddress(browser);

        address.Set("ven", "ven-1");
        browser.Arrive("http://localhost/events");
        address.Set("status", "active");
        address.Set("status", "active");
        browser.Arrive("http://localhost/events?status=active");
        address.Set("status", "active");
        browser.Arrive("http://localhost/events?status=active&start=2026-07-01");
        address.Set("status", "completed");

        browser.Asked[1].ShouldBe("http://localhost/events?status=active");
        browser.Asked[^1].ShouldBe("http://localhost/events?status=completed&start=2026-07-01");
    }

    /// <summary>One whose answers come when the test wants it.</summary>
    private sealed class SlowBrowser : NavigationManager
    {
        public SlowBrowser(string at) => Initialize("http://localhost/", at);

        public List<string> Asked { get; } = [];

        public void Arrive(string at)
        {
            Uri = at;
            NotifyLocationChanged(isInterceptedLink: false);
        }

        protected override void NavigateToCore(string uri, NavigationOptions options) => Asked.Add(uri);
    }
}
