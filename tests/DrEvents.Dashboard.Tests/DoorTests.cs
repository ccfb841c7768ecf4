using System.Net;

namespace DrEvents.Dashboard.Tests;

/// <summary>Who may see the pages, as long as they know no users.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed class DoorTests(ControlRoom room)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/events")]
    [InlineData("/_blazor/negotiate")]
    [InlineData("/_content/DrEvents.Dashboard/css/app.css")]
    public async Task a_name_that_is_not_this_machines_is_refused(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "control-room.example" } };
        using var answer = await room.Backend.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("'control-room.example' is not this machine's own name");
    }

    [Theory]
    [InlineData("X-Forwarded-For", "192.0.2.1")]
    [InlineData("Forwarded", "for=192.0.2.1")]
    [InlineData("Origin", "https://other.example")]
    public async Task a_request_that_was_passed_on_or_is_anothers_pages_is_refused(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { header, value } } };
        using var answer = await room.Backend.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task programs_have_the_interface_as_before()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/vens") { Headers = { Host = "127.0.0.1" } };
        using var answer = await room.Backend.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentLanguage.ShouldBeEmpty();
        // Nobody is asked for a key here: a page of the internet may have its name lead to this machine.
        using var named = new HttpRequestMessage(HttpMethod.Get, "/api/vens") { Headers = { Host = "control-room.example" } };
        using var refused = await room.Backend.SendAsync(named);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task a_page_loads_nothing_of_others_and_is_in_nobodys_frame()
    {
        using var answer = await room.Backend.GetAsync("/");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'self'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe-eval");
    }
}
