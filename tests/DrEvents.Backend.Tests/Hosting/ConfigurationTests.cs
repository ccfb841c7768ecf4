using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using Microsoft.Extensions.Hosting;

namespace DrEvents.Backend.Tests.Hosting;

/// <summary>A backend that is told nonsense says which key it is, before it looks for a database.</summary>
public class ConfigurationTests
{
    [Theory]
    [InlineData("Cluster:Receivers", "abc")]
    [InlineData("Cluster:Receivers", "65")]
    [InlineData("Mqtt:Port", "0")]
    [InlineData("Archive:AfterDays", "x")]
    [InlineData("Ingest:RegisterUnknownVens", "maybe")]
    [InlineData("Announcements:HoursMax", "-1")]
    [InlineData("Announcements:SecondsMin", "-1")]
    [InlineData("Forecast:TimeZone", "Europe/Atlantis")]
    [InlineData("Measurement:BaselineWindowSeconds", "0")]
    [InlineData("Measurement:BaselineMinimumSeconds", "-1")]
    [InlineData("Results:Profiles:0", "caiso-11-in-11")]
    [InlineData("Results:Profiles:0", "control-group")]
    [InlineData("Results:IntervalMinutes", "7")]
    [InlineData("Results:Assign", "best")]
    [InlineData("Results:BackTestHours", "14")]
    [InlineData("Results:BackTestDays", "121")]
    [InlineData("Results:IntervalMinutes", "1")]
    [InlineData("Results:IssueAfterSeconds", "-1")]
    [InlineData("Results:ReviewAfterHours:0", "0")]
    [InlineData("Settlement:TermsFile", "/nowhere/terms.json")]
    [InlineData("Settlement:SigningKeyFile", "/nowhere/key.pem")]
    [InlineData("Settlement:BookProvisional", "maybe")]
    public async Task a_value_that_cannot_be_is_named_with_its_key(string key, string value)
    {
        var refused = await Should.ThrowAsync<Exception>(async () =>
        {
            await using var app = DrEvents.Backend.Backend.Build([
                "--ConnectionStrings:Postgres=Host=127.0.0.1;Port=1;Username=x",
                "--urls=http://127.0.0.1:0",
                $"--{key}={value}",
            ]);
            await DrEvents.Backend.Backend.CheckAsync(app);
        });

        ConfigurationException.IsCauseOf(refused).ShouldBeTrue(refused.ToString());
        refused.Message.ShouldContain(key);
    }
}
