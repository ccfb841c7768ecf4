using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Hosted = DrEvents.Backend.Backend;

namespace DrEvents.Backend.Tests.Hosting;

/// <summary>A setting that there is not is refused, wherever it was written; what belongs to somebody else is left alone.</summary>
public class SettingsTests
{
    private const string Database = "--ConnectionStrings:Postgres=Host=127.0.0.1;Port=1;Username=x";

    [Theory]
    [InlineData("Mqtt:Hots", "Mqtt:Host")]
    [InlineData("mqtt:recievemaximum", "Mqtt:ReceiveMaximum")]
    [InlineData("Mqtt:Host:Name", null)]
    [InlineData("Cluster:Enable", "Cluster:Enabled")]
    [InlineData("Archive:AfterDay", "Archive:AfterDays")]
    [InlineData("Archive:RestoredDays", "Archive:ReopenedDays")]
    [InlineData("Http:AllowedOrigin", "Http:AllowedOrigins")]
    [InlineData("Announcements:HourMax", "Announcements:HoursMax")]
    [InlineData("Measurement:Baseline", "Measurement:BaselineMinimumSeconds")]
    [InlineData("Ingest:RegisterUnknownVEN", "Ingest:RegisterUnknownVens")]
    [InlineData("Shadow:Profider", "Shadow:Provider")]
    [InlineData("Mqqt:Host", "Mqtt")]
    [InlineData("Measurment:BaselineWindowSeconds", "Measurement")]
    [InlineData("url", "urls")]
    [InlineData("ConnectionStrings:Postgre", "ConnectionStrings:Postgres")]
    public void a_key_that_there_is_not_is_named_with_the_nearest_that_there_is(string key, string? meant)
    {
        var refused = Should.Throw<ConfigurationException>(() => Hosted.Build([Database, $"--{key}=1"]));

        refused.Message.ShouldStartWith(key.StartsWith("Mqqt", StringComparison.Ordinal) ? "Mqqt" : key.Split(':')[0]);
        if (meant is not null)
            refused.Message.ShouldEndWith($"did you mean {meant}?");
        refused.Message.ShouldNotContain('\n');
    }

    [Fact]
    public void each_wrong_key_has_a_line()
    {
        var refused = Should.Throw<ConfigurationException>(() => Hosted.Build([Database, "--Mqtt:Hots=1", "--Archive:AfterDay=1"]));

        refused
            .Message.Split(Environment.NewLine)
            .ShouldBe(
                ["Archive:AfterDay is no setting: did you mean Archive:AfterDays?", "Mqtt:Hots is no setting: did you mean Mqtt:Host?"],
                ignoreOrder: true
            );
    }

    [Fact]
    public void the_environment_is_read_as_strictly_in_our_sections_and_not_elsewhere()
    {
        const string prefix = "DREVENTS_SETTINGS_TEST_";
        Environment.SetEnvironmentVariable(prefix + "Mqqt__Host", "x");
        Environment.SetEnvironmentVariable(prefix + "Mqtt", "somebody else's");
        Build();
        Environment.SetEnvironmentVariable(prefix + "Mqtt__Hots", "x");

        Should.Throw<ConfigurationException>(Build).Message.ShouldBe("Mqtt:Hots is no setting: did you mean Mqtt:Host?");

        void Build() => Hosted.Build([Database], builder => builder.Configuration.AddEnvironmentVariables(prefix));
    }

    [Fact]
    public void a_file_is_read_as_strictly()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, """{ "Mqqt": { "Host": "x" }, "Archive": { "AfterDay": 3 }, "Serilog": { "MinimumLevel": "Debug" } }""");

        var refused = Should.Throw<ConfigurationException>(() => Hosted.Build([Database], b => b.Configuration.AddJsonFile(file)));

        refused
            .Message.Split(Environment.NewLine)
            .ShouldBe(["Mqqt is not known: did you mean Mqtt?", "Archive:AfterDay is no setting: did you mean Archive:AfterDays?"]);
        File.Delete(file);
    }

    [Theory]
    [InlineData("Logging:LogLevel:Marten.Events", "Debug")]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections", "10")]
    [InlineData("AllowedHosts", "*")]
    [InlineData("ConnectionStrings:Cache", "x")]
    [InlineData("https_port", "443")]
    [InlineData("Serilog:MinimumLevel", "Debug")]
    [InlineData("MQTT:HOST", "broker.example")]
    public void what_is_known_or_somebody_elses_is_left_alone(string key, string value) => Hosted.Build([Database, $"--{key}={value}"]);

    [Theory]
    [InlineData("--Cluster:Enabled", "--Cluster:Enabled has no value: write --Cluster:Enabled=…")]
    [InlineData("--Cluster:Enable", "--Cluster:Enable is no setting: did you mean --Cluster:Enabled=…?")]
    [InlineData("--Mqtt=broker.example", "Mqtt is a section of settings, which are written Mqtt:Key")]
    public void an_argument_that_nobody_would_read_is_refused(string argument, string problem) =>
        Should.Throw<ConfigurationException>(() => Hosted.Build([Database, argument])).Message.ShouldBe(problem);

    [Fact]
    public void a_key_is_refused_before_the_database_is_missed() =>
        Should.Throw<ConfigurationException>(() => Hosted.Build(["--Mqtt:Hots=1"])).Message.ShouldStartWith("Mqtt:Hots");

    /// <summary>Bound in any other way, a section's keys would not be known, and typos in it would pass.</summary>
    [Fact]
    public void every_section_of_ours_is_known()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration["ConnectionStrings:Postgres"] = "Host=none";
        Hosted.Configure(builder);
        var ours = typeof(Settings).Assembly;

        var bound =
            from service in builder.Services
            where service.ServiceType.IsGenericType && service.ServiceType.GetGenericTypeDefinition() == typeof(IConfigureOptions<>)
            let options = service.ServiceType.GetGenericArguments()[0]
            where options.Assembly == ours
            select options;

        var sections = Settings.SectionsOf(builder.Services);
        sections.Select(s => s.Options).ShouldBe(bound, ignoreOrder: true);
        sections.Select(s => s.Options).ShouldContain(typeof(ArchiveOptions));
        Hosted.Sections().ShouldBe(sections);
    }

    [Fact]
    public void lists_tables_and_options_within_options_are_known()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Sample:Names:0"] = "a",
                    ["Sample:Names:1:Deeper"] = "a",
                    ["Sample:Table:any:thing"] = "a",
                    ["Sample:Inner:Port"] = "1",
                    ["Sample:Inner:Prot"] = "1",
                    ["Sample:Computed"] = "1",
                }
            )
            .Build();

        Settings
            .Problems([new SettingsSection("Sample", typeof(Sample))], configuration)
            .ShouldBe(
                [
                    "Sample:Inner:Prot is no setting: did you mean Sample:Inner:Port?",
                    "Sample:Computed is no setting; there are Sample:Inner:Port, Sample:Names, Sample:Table",
                ],
                ignoreOrder: true
            );
    }

    private sealed class Sample
    {
        public IList<string> Names { get; set; } = [];

        public Dictionary<string, string> Table { get; set; } = [];

        public Inner Inner { get; set; } = new();

        public int Computed => Names.Count;
    }

    private sealed class Inner
    {
        public int? Port { get; set; }
    }
}
