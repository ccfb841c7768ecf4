using DrEvents.Contracts.Mqtt;

namespace DrEvents.Contracts.Tests;

public sealed class TimeTests
{
    private const long Ms = 1760781600123;

    [Theory]
    [InlineData("1760781600.123")]
    [InlineData("1760781600123")]
    [InlineData("1.760781600123e9")]
    [InlineData("\"1760781600.123\"")]
    [InlineData("\"1760781600123\"")]
    [InlineData("\"2025-10-18T10:00:00.123Z\"")]
    [InlineData("\"2025-10-18t10:00:00.123z\"")]
    [InlineData("\"2025-10-18 10:00:00.123Z\"")]
    [InlineData("\"2025-10-18T12:00:00.123+02:00\"")]
    [InlineData("\"2025-10-18T00:30:00.123-09:30\"")]
    [InlineData("\"2025-10-18T10:00:00.123000+00:00\"")]
    [InlineData("\"2025-10-18T10:00:00.123000000Z\"")]
    public void a_time_is_read_in_every_form_of_the_field(string json)
    {
        var sample = TelemetrySample.Read($$"""{"timestamp":{{json}},"usedPowerKw":1}""".Utf8(), "ven-1").Message();
        sample.At.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(Ms));
        sample.At.Offset.ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("\"10:00Z\"")]
    [InlineData("\"2025-10-18\"")]
    [InlineData("\"2025-10-18T10:00:00\"")]
    [InlineData("\"2025-10-18T10:00Z\"")]
    [InlineData("\"2025-13-18T10:00:00Z\"")]
    [InlineData("\"2025-10-18T25:00:00Z\"")]
    [InlineData("\"Sat, 18 Oct 2025 10:00:00 GMT\"")]
    [InlineData("\"18/10/2025 10:00:00Z\"")]
    [InlineData("\"2025-10-18T10:00:00Z \"")]
    [InlineData("\"2025-10-18T10:00:00Z\\n\"")]
    [InlineData("\"now\"")]
    [InlineData("\"\"")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("0")]
    [InlineData("-1760781600")]
    [InlineData("946684799")]
    [InlineData("4102444800")]
    [InlineData("4102444800000")]
    [InlineData("1e18")]
    [InlineData("1e999")]
    [InlineData("\"0001-01-01T00:00:00Z\"")]
    [InlineData("\"0001-01-01T00:00:00+14:00\"")]
    [InlineData("\"9999-12-31T23:59:59-14:00\"")]
    public void what_is_no_time_of_this_century_is_refused_by_name(string json) =>
        TelemetrySample.Read($$"""{"ts":{{json}},"usedPowerKw":1}""".Utf8(), "ven-1").Problem().ShouldStartWith("ts: ");

    [Theory]
    [InlineData(1760781600000, "1760781600")]
    [InlineData(1760781600123, "1760781600.123")]
    [InlineData(1760781600100, "1760781600.1")]
    public void a_time_is_written_as_unix_seconds(long ms, string written)
    {
        var sample = new TelemetrySample
        {
            VenId = "ven-1",
            At = DateTimeOffset.FromUnixTimeMilliseconds(ms),
            UsedPowerKw = 0,
        };
        System.Text.Json.JsonElement.Parse(sample.ToUtf8()).GetProperty("timestamp").GetRawText().ShouldBe(written);
    }

    [Fact]
    public void an_expiry_is_written_in_whole_seconds_and_never_late()
    {
        var command = new VenCommand
        {
            Op = CommandOps.Ping,
            CorrelationId = "c",
            VenId = "ven-1",
            IssuedAt = DateTimeOffset.FromUnixTimeMilliseconds(Ms),
            ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(Ms + 800),
        };
        VenCommand.Read(command.ToUtf8()).Message().ExpiresAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1760781600));
    }
}
