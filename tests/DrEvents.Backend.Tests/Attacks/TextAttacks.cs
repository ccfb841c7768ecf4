using System.Text;
using System.Text.Json;
using DrEvents.Backend.Tests.Hosting;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Attacks;

/// <summary>Texts that VENs and people can set, with lines, signs of terminals and markup in them.</summary>
public sealed class TextAttacks(AttackedBackend attacked) : IClassFixture<AttackedBackend>
{
    private const string Forged = "forged line of the log";

    private static readonly string[] Hostile =
    [
        $"House\r\nwarn: {Forged}",
        $"House\nfail: {Forged}",
        $"\u001b[2J\u001b[1;31m{Forged}",
        $"\u009b31m{Forged}",
        $"House\u2028{Forged}",
        $"House\u0085{Forged}",
    ];

    [Fact]
    public async Task nobody_writes_a_line_of_the_log()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        foreach (var (i, text) in Hostile.Index())
        {
            var json = JsonSerializer.Serialize(text);
            await BackendFixture.DeliverAsync(
                attacked.Host,
                (
                    Topics.Telemetry($"ven-log-{i}"),
                    $$"""{"timestamp":{{now}},"usedPowerKw":1,"loads":[{"id":{{json}},"name":{{json}},"currentPowerKw":1}]}"""
                ),
                (Topics.Telemetry($"ven-log-{i}"), $$"""{"timestamp":{{json}},"usedPowerKw":{{json}}}"""),
                (Topics.Ack($"ven-log-{i}"), $$"""{"op":{{json}},"ok":false,"error":{{json}},"correlationId":{{json}}}"""),
                (Topics.Telemetry("x") + text, "{")
            );
            await attacked.SendAsync(
                AttackedBackend.Request(HttpMethod.Post, "/api/vens", $$$"""{"name":{{{json}}},"location":{"lat":1,"lon":2}}""")
            );
            await attacked.GetAsync($"/api/vens/{Uri.EscapeDataString(text)}");
            await attacked.RawAsync(c =>
            {
                c.Request.Path = "/api/" + text;
                c.Request.Headers.UserAgent = text;
                c.Request.Headers["X-Reason"] = text;
                c.Request.Headers.Referer = text;
            });
        }

        attacked.Log.Lines.Where(line => Hostile.Any(text => line.Contains(text, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("</title><img src=x onerror=alert(1)>")]
    [InlineData("javascript:alert(1)")]
    public async Task markup_is_never_answered_as_markup(string text)
    {
        var json = JsonSerializer.Serialize(text);
        await attacked.SendAsync(
            AttackedBackend.Request(HttpMethod.Post, "/api/vens", $$$"""{"name":{{{json}}},"location":{"lat":1,"lon":2}}""")
        );
        foreach (
            var path in new[] { "/api/vens", "/api/nothing/" + Uri.EscapeDataString(text), "/api/vens?limit=" + Uri.EscapeDataString(text) }
        )
        {
            var (_, _, answer) = await attacked.GetAsync(path);

            answer.Content.Headers.ContentType!.MediaType.ShouldBeOneOf("application/json", "application/problem+json");
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        }
    }

    [Theory]
    [InlineData(
        """<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;">]><feed>&g;</feed>"""
    )]
    [InlineData("""<?xml version="1.0"?><!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed>&x;</feed>""")]
    [InlineData("""<?xml version="1.0"?><!DOCTYPE f SYSTEM "http://127.0.0.1:1/evil.dtd"><feed/>""")]
    [InlineData("""<?xml version="1.0"?><!DOCTYPE f [<!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;]><feed/>""")]
    public async Task an_entity_of_a_meters_file_is_not_followed(string xml)
    {
        var venId = $"ven-xml-{Guid.NewGuid():N}";
        await BackendFixture.DeliverAsync(
            attacked.Host,
            (Topics.Telemetry(venId), $$"""{"timestamp":{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}},"usedPowerKw":1}""")
        );
        using var request = AttackedBackend.Request(HttpMethod.Post, $"/api/vens/{venId}/meter?name=june.xml");
        request.Content = new StringContent(xml, Encoding.UTF8, "application/xml");

        var (status, text, _) = await attacked.SendAsync(request);

        status.ShouldBe(400, text);
        text.ShouldNotContain("root:");
        text.Length.ShouldBeLessThan(2_000);
    }

    [Fact]
    public async Task a_body_that_is_packed_is_not_unpacked()
    {
        using var packed = new MemoryStream();
        await using (
            var zip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true)
        )
            await zip.WriteAsync(new byte[50_000_000]);
        using var request = AttackedBackend.Request(HttpMethod.Post, "/api/vens");
        request.Content = new ByteArrayContent(packed.ToArray());
        request.Content.Headers.ContentType = new("application/json");
        request.Content.Headers.ContentEncoding.Add("gzip");

        (await attacked.SendAsync(request)).Status.ShouldBeOneOf(400, 415);
    }
}
