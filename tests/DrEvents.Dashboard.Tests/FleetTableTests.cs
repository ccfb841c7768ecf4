using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DrEvents.Contracts.Http;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Charts;
using DrEvents.Dashboard.Parts;
using Microsoft.AspNetCore.WebUtilities;

namespace DrEvents.Dashboard.Tests;

/// <summary>What the pages of VENs compute, without a browser.</summary>
public sealed class FleetTableTests
{
    private const int Fleet = 10_000;

    [Fact]
    public async Task ten_thousand_rows_scroll_past_page_by_page()
    {
        var (backend, asked) = BackendOf(Fleet);
        var seen = new List<string>();
        // A grid asks for what its window shows, wherever it is scrolled to.
        for (var offset = 0; offset < Fleet; offset += 60)
        {
            var table = await FleetTable.ReadAsync(backend, new VenFilter(), offset, 60, TestContext.Current.CancellationToken);
            table.Total.ShouldBe(Fleet);
            table.Offset.ShouldBe(offset);
            seen.AddRange(table.Vens.Select(v => v.Id));
        }
        seen.ShouldBe(Enumerable.Range(0, Fleet).Select(Id));
        asked().ShouldBe(167);
    }

    [Fact]
    public async Task more_rows_than_the_backend_lists_at_once_are_read_in_pages()
    {
        var (backend, asked) = BackendOf(Fleet);
        var table = await FleetTable.ReadAsync(backend, new VenFilter(), 9_300, 1_200, TestContext.Current.CancellationToken);
        table.Vens.Select(v => v.Id).ShouldBe(Enumerable.Range(9_300, 700).Select(Id));
        asked().ShouldBe(2);
    }

    [Fact]
    public async Task all_of_them_are_read_once()
    {
        var (backend, asked) = BackendOf(Fleet);
        var seen = new List<string>();
        await foreach (var page in FleetTable.PagesAsync(backend, new VenFilter(), TestContext.Current.CancellationToken))
            seen.AddRange(page.Vens.Select(v => v.Id));
        seen.ShouldBe(Enumerable.Range(0, Fleet).Select(Id));
        asked().ShouldBe(20);
    }

    [Fact]
    public void a_filter_is_an_address_and_back()
    {
        var filter = VenFilter.Of(" a&b ", "online", "", "feeder 3", "lastSeen", descending: true);
        filter.On("vens").ShouldBe("vens?search=a%26b&status=online&group=feeder%203&sort=lastSeen&descending=true");
        filter.Table(500, 100).ShouldBe("api/" + filter.On("vens/table") + "&offset=500&limit=100");
        new VenFilter().On("vens").ShouldBe("vens");
    }

    [Fact]
    public async Task one_ven_of_an_event_is_asked_for_by_its_whole_id()
    {
        var asked = "";
        var none = new EventVenTable("evt-1", default, 0, 0, new Dictionary<string, int>(), new Dictionary<string, int>(), []);

        var row = await EventVenFilter.RowAsync(
            path =>
            {
                asked = path;
                return Task.FromResult(none);
            },
            "evt-1",
            "7",
            moment: null
        );

        row.ShouldBeNull();
        asked.ShouldBe("api/events/evt-1/vens?venId=7&offset=0&limit=1");
    }

    [Fact]
    public void what_is_desired_otherwise_than_reported_comes_first_and_is_marked()
    {
        var shadow = JsonNode
            .Parse(
                """
                {"state":{"desired":{"report_interval_seconds":10,"loads":{"ev":{"enabled":false,"priority":1}}},
                 "reported":{"report_interval_seconds":10,"loads":[{"id":"ev","enabled":true,"priority":1}],"metrics":{"currentPowerKw":1.5}}}}
                """
            )!
            .AsObject();
        var leaves = ShadowLeaves.Of(shadow);
        leaves[0].ShouldBe(new ShadowLeaf("loads.ev.enabled", "false", "true"));
        leaves.Where(l => l.Differs).ShouldHaveSingleItem();
        leaves
            .Select(l => l.Path)
            .ShouldBe(["loads.ev.enabled", "loads.ev.priority", "report_interval_seconds", "loads.ev.id", "metrics.currentPowerKw"]);
    }

    [Fact]
    public void a_form_takes_a_comma_as_a_point_and_knows_what_is_no_number()
    {
        var form = new VenForm
        {
            ["location.lat"] = "52,5",
            ["location.lon"] = "13.4",
            ["limits.maxEventsPerDay"] = "1.5",
        };
        form.NoNumbers.ShouldBe(["limits.maxEventsPerDay"]);
        form["limits.maxEventsPerDay"] = "2";
        form["groups"] = " north \n\nsouth\nnorth";
        form.NoNumbers.ShouldBeEmpty();
        var asked = form.Request();
        asked.Location.ShouldBe(new GeoLocation(52.5, 13.4));
        asked.Limits.ShouldBe(new HomeLimits(MaxEventsPerDay: 2));
        asked.Groups.ShouldBe(["north", "south"]);
    }

    [Fact]
    public void a_kilometre_is_as_long_to_the_east_as_to_the_north()
    {
        var kinds = new PlaceKind("online", "good", "circle", [(new GeoLocation(60, 10), "a"), (new GeoLocation(60.1, 10.5), "b")]);
        var option = System.Text.Json.JsonSerializer.SerializeToNode(Places.Of([kinds], "N"))!;
        var (lon, lat) = (Span(option["xAxis"]!), Span(option["yAxis"]!));
        // The plot is 4 wide and 3 high, of which 88 and 80 percent are the map; at 60° a degree of longitude is half as long.
        (lon * 0.5 / lat).ShouldBe(4 * 0.88 / (3 * 0.80), 0.01);

        static double Span(JsonNode axis) => (double)axis["max"]! - (double)axis["min"]!;
    }

    private static string Id(int place) => $"ven-{place:00000}";

    private static (BackendClient Backend, Func<int> Asked) BackendOf(int vens)
    {
        var backend = new Answers(vens);
        return (new BackendClient(backend), () => backend.Asked);
    }

    /// <summary>Lists pages as the backend does.</summary>
    private sealed class Answers(int vens) : HttpMessageHandler, IHttpClientFactory
    {
        public int Asked { get; private set; }

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false) { BaseAddress = new Uri("http://backend/") };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            var query = QueryHelpers.ParseQuery(request.RequestUri!.Query);
            var (offset, limit) = (int.Parse(query["offset"]!), int.Parse(query["limit"]!));
            limit.ShouldBeLessThanOrEqualTo(500);
            var rows = Enumerable.Range(offset, Math.Max(0, Math.Min(limit, vens - offset))).Select(Row);
            var table = new VenTable(
                default,
                vens,
                offset,
                new Dictionary<string, int>(),
                new Dictionary<string, int>(),
                new Dictionary<string, int>(),
                [.. rows]
            );
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(table) });
        }

        private static VenTableRow Row(int place) =>
            new(Id(place), Id(place), [], "online", new GeoLocation(0, 0), 1, null, 1, null, null, null);
    }
}
