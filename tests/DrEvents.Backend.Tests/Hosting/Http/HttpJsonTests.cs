using System.Text.Json;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Hosting.Http;

/// <summary>How values are written at the edge.</summary>
public class HttpJsonTests
{
    private static readonly JsonSerializerOptions Options = Made();
    private static readonly DateTimeOffset At = new(2026, 7, 1, 19, 0, 0, TimeSpan.FromHours(2));

    [Fact]
    public void milliseconds_are_whole_and_powers_whole_watts_and_nothing_is_minus_zero()
    {
        Written(new VenSummary("v", "n", "", "online", 4.7299999999999995, -0.0004, "", At, 49.6))
            .ShouldContain(
                """
                "controllablePower":4.73,"currentPower":0,"address":"","lastSeen":"2026-07-01T17:00:00Z","responseTime":50
                """.Trim()
            );
        var metrics = new EventMetricsView("e", "active", 1, 2.0006, 0, null, 1, 1, 1, 0, 1, 0, 0, 0, 1234.4567, 0);
        Written(metrics).ShouldContain("\"currentReductionKw\":2.001,");
        Written(metrics).ShouldContain("\"avgResponseMs\":1234,");
        Written(metrics).ShouldContain("\"actualReductionKw\":null,");
    }

    [Fact]
    public void what_is_computed_with_and_where_a_site_is_keep_their_digits()
    {
        Written(new BaselineReading(At, 4.7299999999999995)).ShouldContain("4.7299999999999995");
        Written(new GeoLocation(48.20849, 16.37208)).ShouldBe("""{"lat":48.20849,"lon":16.37208}""");
    }

    [Theory]
    [InlineData("2026-07-01T19:00:00+02:00", "2026-07-01T17:00:00Z")]
    [InlineData("2026-07-01T17:00:00.5Z", "2026-07-01T17:00:00.5Z")]
    [InlineData("2026-07-01T17:00:00.1234567Z", "2026-07-01T17:00:00.1234567Z")]
    public void a_time_is_written_in_utc_with_a_z(string time, string written) =>
        Written(DateTimeOffset.Parse(time, null)).ShouldBe($"\"{written}\"");

    private static string Written<T>(T value) => JsonSerializer.Serialize(value, Options);

    private static JsonSerializerOptions Made()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        HttpJson.Configure(options);
        return options;
    }
}
