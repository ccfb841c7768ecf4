using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests.Bounded;

/// <summary>Whoever is bounded to a programme looks at every page and takes every file, and finds nothing that is of another one.</summary>
[Collection(nameof(BoundedRoom))]
public sealed partial class BoundedPagesTests(BoundedRoom room)
{
    /// <summary>What a page that is his shows of his own: else nothing of others might be there because nothing is.</summary>
    private Dictionary<string, string> OwnShown =>
        new()
        {
            ["/"] = room.OwnEvents.Running,
            ["/events"] = room.OwnEvents.Over,
            ["/events/{Id}"] = BoundedRoom.OwnBooked,
            ["/plan"] = "Here programme",
            ["/calendar"] = room.OwnEvents.Running,
            ["/vens"] = BoundedRoom.OwnVen,
            ["/vens/{Id}"] = BoundedRoom.OwnName,
            ["/map"] = BoundedRoom.OwnName,
            ["/programmes"] = "Here programme",
            ["/programmes/{Id}"] = BoundedRoom.SharedVen,
            ["/certificates"] = BoundedRoom.OwnVen,
            ["/statements"] = BoundedRoom.OwnBooked,
            ["/not-found"] = "There is no such page",
        };

    [Fact]
    public async Task no_page_shows_anything_of_another_programme_and_each_shows_what_is_his()
    {
        var heard = new Heard();
        await using var visit = await room.VisitAsync(Roles.Operator, "", heard.Of);
        foreach (var (pattern, needs) in Pages())
        {
            await visit.Page.GotoAsync(new Uri(room.Url, AddressOf(pattern, isOwn: true)).ToString());
            if (needs.Reach == Reach.Installation)
            {
                await Expect(visit.Page.Locator("main")).ToContainTextAsync("This page is of the whole installation");
                continue;
            }
            await Expect(visit.Page.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");
            await Eventually.HoldsAsync(
                $"{pattern} shows what is his",
                async () => (await visit.Page.Locator("main").InnerHTMLAsync()).Contains(OwnShown[pattern], StringComparison.Ordinal),
                withinS: 60
            );
            await heard.GoesOnAsync();

            NothingOfOthers(pattern, await visit.Page.ContentAsync(), heard.Text);
            await visit.ShouldBeReadableAsync();
        }
        // Of a page that is refused the browser itself complains.
        visit.Complaints.Where(c => !c.Contains("403", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>It takes part in both programmes, and an event of the other one holds it.</summary>
    [Fact]
    public async Task a_ven_of_two_programmes_is_shown_without_the_event_of_the_other_that_holds_it()
    {
        var part = await room.GetAsync<VenView>($"api/vens/{BoundedRoom.SharedVen}");
        part.Metrics.ActiveEventId.ShouldBe(room.OtherEvents.Running);
        var heard = new Heard();
        await using var visit = await room.VisitAsync(Roles.Operator, $"vens/{BoundedRoom.SharedVen}", heard.Of);
        await Expect(visit.Page.Locator("main h1")).ToContainTextAsync(BoundedRoom.OwnName);
        await Expect(visit.Page.Locator("#stored")).ToBeVisibleAsync();
        await heard.GoesOnAsync();
        await heard.GoesOnAsync();

        NothingOfOthers("a VEN of both", await visit.Page.ContentAsync(), heard.Text);
        using var http = room.ClientOfRole(Roles.Operator);
        foreach (var (pattern, _) in Routes("/export/vens/"))
        {
            var text = await http.GetStringAsync(new Uri(Parameter().Replace(pattern, BoundedRoom.SharedVen), UriKind.Relative));
            NothingOfOthers(pattern, text, "");
        }
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task addresses_of_another_programme_lead_to_nothing()
    {
        var heard = new Heard();
        await using var visit = await room.VisitAsync(Roles.Operator, "", heard.Of);
        foreach (var (pattern, _) in Pages().Where(p => p.Needs.Reach == Reach.Path))
        {
            var address = AddressOf(pattern, isOwn: false);
            heard.Forget();
            await visit.Page.GotoAsync(new Uri(room.Url, address).ToString());
            await Expect(visit.Page.Locator("main"))
                .ToContainTextAsync(new Regex("There is no|no such|unknown|not known", RegexOptions.IgnoreCase));
            await heard.GoesOnAsync();

            var asked = address[(address.LastIndexOf('/') + 1)..];
            NothingOfOthers(pattern, await visit.Page.ContentAsync(), heard.Text, asked);
        }
    }

    [Fact]
    public async Task a_link_within_a_page_that_is_live_leads_to_no_page_of_the_whole_installation()
    {
        await using var visit = await room.VisitAsync(Roles.Operator, "vens");
        var bar = visit.Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" });
        foreach (var (name, path) in new[] { ("System", "system/letters"), ("Actions", "actions"), ("Access", "access/keys") })
        {
            await Expect(bar.GetByRole(AriaRole.Link, new() { Name = name, Exact = true })).ToHaveCountAsync(0);
            await visit.Page.EvaluateAsync("path => Blazor.navigateTo(path)", path);
            await Expect(visit.Page.Locator("main")).ToContainTextAsync($"you are bounded to {BoundedRoom.Own}");
            await visit.ShouldBeWellMadeAsync();
        }
        await bar.GetByRole(AriaRole.Link, new() { Name = "Events" }).ClickAsync();
        await Expect(visit.Page.Locator("main")).ToContainTextAsync(room.OwnEvents.Coming);
    }

    [Theory]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Operator)]
    [InlineData(Roles.Installer)]
    [InlineData(Roles.Auditor)]
    public async Task no_file_of_a_page_holds_anything_of_another_programme(string role)
    {
        using var http = room.ClientOfRole(role);
        var (files, wrong) = (0, new List<string>());
        foreach (var (pattern, needs) in Routes("/export/"))
        {
            var (own, other) = (await TextAsync(pattern, isOwn: true), await TextAsync(pattern, isOwn: false));
            files++;
            var isRefused = needs.Reach == Reach.Installation;
            if (isRefused != (own.Status == HttpStatusCode.Forbidden))
                wrong.Add($"{pattern} ({needs.Reach}) is answered with {own.Status}");
            if (needs.Reach == Reach.Path && other.Status != HttpStatusCode.NotFound)
                wrong.Add(
                    $"{pattern} of another programme is answered with {other.Status}: {other.Text[..Math.Min(200, other.Text.Length)]}"
                );
            wrong.AddRange(room.OfOthers.Where(own.Text.Contains).Select(found => $"{pattern} holds {found}"));
        }

        wrong.ShouldBeEmpty();
        files.ShouldBeGreaterThan(30);

        async Task<(HttpStatusCode Status, string Text)> TextAsync(string pattern, bool isOwn)
        {
            using var answer = await http.GetAsync(new Uri(AddressOf(pattern, isOwn), UriKind.Relative));
            return (answer.StatusCode, Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync()));
        }
    }

    [Fact]
    public async Task whoever_is_of_the_whole_installation_is_shown_both()
    {
        var heard = new Heard();
        await using var visit = await room.VisitUnboundedAsync("", heard.Of);
        foreach (
            var (path, shown) in new[]
            {
                ("", room.OtherEvents.Running),
                ("vens", "Villa Elsewhere"),
                ("statements", BoundedRoom.OtherBooked),
            }
        )
        {
            await visit.Page.GotoAsync(new Uri(room.Url, path).ToString());
            await Expect(visit.Page.Locator("main")).ToContainTextAsync(shown);
        }
        // What is looked for on the pages of the other is found where it is.
        heard.Text.ShouldContain(room.OtherEvents.Running);
        heard.Text.ShouldContain("far-side");
    }

    private void NothingOfOthers(string pattern, string html, string heard, string? asked = null)
    {
        foreach (var other in room.OfOthers.Where(o => asked?.Contains(o, StringComparison.Ordinal) != true))
        {
            html.Contains(other, StringComparison.Ordinal).ShouldBeFalse($"{other} stands on {pattern}");
            heard.Contains(other, StringComparison.Ordinal).ShouldBeFalse($"{other} was sent to {pattern}");
        }
    }

    private List<(string Pattern, NeedsAttribute Needs)> Pages()
    {
        var pages = All().Where(e => e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null).Select(Of).ToList();
        pages.Count.ShouldBeGreaterThan(15);
        return pages;
    }

    private IEnumerable<(string Pattern, NeedsAttribute Needs)> Routes(string begin) =>
        All().Select(Of).Where(r => r.Pattern.StartsWith(begin, StringComparison.Ordinal));

    private IEnumerable<RouteEndpoint> All() => room.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static (string Pattern, NeedsAttribute Needs) Of(RouteEndpoint route) =>
        (
            "/" + route.RoutePattern.RawText!.Trim('/'),
            route.Metadata.GetMetadata<NeedsAttribute>() ?? new NeedsAttribute(Need.Read, Reach.Nothing)
        );

    private string AddressOf(string pattern, bool isOwn)
    {
        var events = isOwn ? room.OwnEvents : room.OtherEvents;
        var id =
            pattern.Contains("/events/", StringComparison.Ordinal) ? events.Over
            : pattern.Contains("/vens/", StringComparison.Ordinal)
                ? isOwn ? BoundedRoom.OwnVen
                    : BoundedRoom.OtherVen
            : isOwn ? BoundedRoom.Own
            : BoundedRoom.Other;
        var address = Parameter().Replace(pattern, id);
        return address == "/export/plan.csv"
            ? $"/export/plan.csv?kw=2&for=programme&programme={(isOwn ? BoundedRoom.Own : BoundedRoom.Other)}"
            : address;
    }

    /// <summary>All that a page's connection told it.</summary>
    private sealed class Heard
    {
        private readonly ConcurrentQueue<string> _frames = [];

        public string Text => string.Concat(_frames);

        public void Forget() => _frames.Clear();

        public void Of(IPage page) =>
            page.WebSocket += (_, socket) =>
                socket.FrameReceived += (_, frame) =>
                    _frames.Enqueue(frame.Binary is { } bytes ? Encoding.Latin1.GetString(bytes) : frame.Text ?? "");

        /// <summary>Waits until something more was told: what was read when the page was opened is shown by then.</summary>
        public Task GoesOnAsync()
        {
            var before = _frames.Count;
            return Eventually.HoldsAsync("the page goes on", () => _frames.Count > before + 3, withinS: 30);
        }
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
