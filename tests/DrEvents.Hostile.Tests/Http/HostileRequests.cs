using System.Net.Http.Headers;
using System.Text;
using DrEvents.Testing;

namespace DrEvents.Hostile.Tests.Http;

/// <summary>A request, with what is wrong with it on purpose.</summary>
/// <param name="Message">The request.</param>
/// <param name="Shown">The request for people, in case that its answer is wrong.</param>
/// <param name="Field">The one field of the body that is not as it should be, if that is the only thing.</param>
internal sealed record HostileRequest(HttpRequestMessage Message, string Shown, string? Field);

/// <summary>Requests that nobody should send; the same ones for the same random numbers.</summary>
/// <param name="venId">A VEN that is there.</param>
/// <param name="eventId">An event that is there and scheduled.</param>
/// <param name="now">Now, for times that have to lie ahead.</param>
internal sealed class HostileRequests(string venId, string eventId, DateTimeOffset now)
{
    private const int ShownMax = 300;
    private const int TooLong = 2 * 1024 * 1024;

    private static readonly string[] Segments =
    [
        "%20",
        "%2F..%2F..",
        "%252e%252e",
        "..%5c..",
        "%0d%0aSet-Cookie:x",
        "%ED%A0%80",
        "%C3%28",
        "%FF",
        "%",
        "%zz",
        "%u0000",
        "%F0%9F%94%8C",
        "%E2%80%AEevil",
        "'%20or%201=1--",
        "<script>",
        "null",
        "-1",
        "0",
        "99999999999999999999999999999999",
        "1e999",
        "evt-00000000",
        "evt-1A2B3C4D",
        "evt-1a2b3c4d5",
        "ven:1",
        ";jsessionid=1",
        "*",
        "a.b",
        new('x', 129),
        new('x', 6_000),
    ];

    // DELETE is sent to what is not there: what is attacked has to stay.
    private static readonly string[] Methods = ["PUT", "HEAD", "OPTIONS", "TRACE", "BREW", "get", "PATCH", "POST", "GET"];

    private static readonly string?[] ContentTypes =
    [
        null,
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json; charset=utf-16",
        "application/merge-patch+json",
        "json",
        ";;;",
    ];

    private static readonly string[] Accepts =
    [
        "text/html",
        "application/xml",
        "image/png",
        "*/*;q=0",
        "application/json;q=2",
        "nonsense",
        "",
    ];

    private static readonly byte[][] Bodies =
    [
        [],
        "null"u8.ToArray(),
        "[]"u8.ToArray(),
        "{}"u8.ToArray(),
        "\"text\""u8.ToArray(),
        "0"u8.ToArray(),
        "{"u8.ToArray(),
        "{\"name\":"u8.ToArray(),
        "<xml/>"u8.ToArray(),
        "name=A&b=c"u8.ToArray(),
        [0],
        [0xEF, 0xBB, 0xBF, 0x7B, 0x7D],
        Encoding.Unicode.GetBytes("{\"name\":\"A\"}"),
        Encoding.ASCII.GetBytes(new string('[', 100_000)),
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"targets\":", 50_000))),
        Encoding.ASCII.GetBytes("{\"name\":\"" + new string('a', 900_000) + "\"}"),
    ];

    /// <summary>The next request.</summary>
    public HostileRequest Next(Random random)
    {
        var route = random.Any(Routes.All);
        var body = route
            .Body?.Replace("@start", $"{now.AddDays(200):O}", StringComparison.Ordinal)
            .Replace("@end", $"{now.AddDays(201):O}", StringComparison.Ordinal);
        var path = Path(route);
        return random.Next(10) switch
        {
            < 4 when body is not null => OneFieldWrong(route, path, body, random),
            < 6 when body is not null => Of(route.Method, path, Damage.Of(Encoding.UTF8.GetBytes(body), random), random),
            < 4 when route.Query.Length > 0 => Of(route.Method, $"{path}?{Query(route, random)}", null, random),
            // Nothing is wrong with these: they are answered amid the others.
            < 2 => Of(route.Method, path, null, random),
            6 => Of(route.Method, path, random.Any(Bodies), random),
            7 => Of(random.Any(Methods), path, body is null ? null : Encoding.UTF8.GetBytes(body), random),
            8 => Odd(route, path, body, random),
            _ => Of(route.Method, HostilePath(route, random), body is null ? null : Encoding.UTF8.GetBytes(body), random),
        };
    }

    /// <summary>Odd headers, and now and then a body that is too long.</summary>
    private static HostileRequest Odd(Route route, string path, string? body, Random random)
    {
        if (body is not null && random.Next(50) == 0)
            return Of(route.Method, path, new byte[TooLong], random);
        var request = Of(route.Method, path, body is null ? null : Encoding.UTF8.GetBytes(body), random);
        request.Message.Headers.TryAddWithoutValidation("Accept", random.Any(Accepts));
        if (request.Message.Content is { } content && random.Next(2) == 0)
        {
            content.Headers.Remove("Content-Type");
            content.Headers.TryAddWithoutValidation("Content-Type", random.Any(ContentTypes));
        }
        return request with { Shown = $"{request.Shown} {request.Message.Headers} {request.Message.Content?.Headers.ContentType}" };
    }

    private static HostileRequest OneFieldWrong(Route route, string path, string good, Random random)
    {
        var (json, field) = HostileValues.WithOneReplaced(good, random);
        return Of(route.Method, path, Encoding.UTF8.GetBytes(json), random) with { Field = field };
    }

    private static HostileRequest Of(string method, string pathAndQuery, byte[]? body, Random random)
    {
        // Without this the client would tidy up what is sent.
        var asItIs = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var uri = new Uri($"http://{AttackedHost}{pathAndQuery}", asItIs);
        var message = new HttpRequestMessage(new HttpMethod(method), uri);
        if (body is not null)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            message.Headers.TransferEncodingChunked = random.Next(4) == 0;
        }
        var shown = $"{method} {pathAndQuery} {(body is null ? "" : Encoding.UTF8.GetString(body))}";
        return new HostileRequest(message, shown.Length > ShownMax ? shown[..ShownMax] + "…" : shown, null);
    }

    /// <summary>Stands for the backend's address, which the client's connections go to whatever a request says.</summary>
    private const string AttackedHost = "backend.test";

    private string Path(Route route) =>
        route
            .Path.Replace("{venId}", venId, StringComparison.Ordinal)
            .Replace("{loadId}", "ev", StringComparison.Ordinal)
            .Replace("{id}", eventId, StringComparison.Ordinal)
            .Replace("{nobody}", "nobody", StringComparison.Ordinal)
            .Replace("{none}", "evt-00000000", StringComparison.Ordinal);

    /// <summary>The route with one of its segments, or one that it does not have, replaced by a hostile one.</summary>
    private string HostilePath(Route route, Random random)
    {
        var segments = route.Path.Split('/').Skip(1).Append("").ToArray();
        var parameters = segments.Index().Where(s => s.Item.StartsWith('{')).Select(s => s.Index).ToArray();
        var at = parameters.Length > 0 && random.Next(4) > 0 ? random.Any(parameters) : random.Next(2, segments.Length);
        segments[at] = random.Any(Segments);
        return Path(route with { Path = "/" + string.Join('/', segments) });
    }

    private static string Query(Route route, Random random)
    {
        var pairs = route.Query.Split('&');
        var at = random.Next(pairs.Length);
        var value =
            random.Next(3) == 0 ? "%00" : Uri.EscapeDataString(random.Any(HostileValues.Texts.Where(t => t.Length < 1_000).ToList()));
        pairs[at] = pairs[at].Split('=')[0] + "=" + value;
        return string.Join('&', pairs);
    }
}
