using DrEvents.Contracts.Settings;

namespace DrEvents.Contracts.Tests.Settings;

public class SettingNamesTests
{
    private static readonly string[] Known =
    [
        "Mqtt:Host",
        "Mqtt:Port",
        "Mqtt:ReceiveMaximum",
        "Archive:AfterDays",
        "Local:HttpPort",
        "urls",
    ];

    [Theory]
    [InlineData("Mqtt:Hots", "Mqtt:Host")]
    [InlineData("mqtt:hst", "Mqtt:Host")]
    [InlineData("Mqqt:Host", "Mqtt:Host")]
    [InlineData("Archive:AfterDay", "Archive:AfterDays")]
    [InlineData("Mqtt:ReceiveMax", "Mqtt:ReceiveMaximum")]
    [InlineData("HttpPort", "Local:HttpPort")]
    [InlineData("httpprot", "Local:HttpPort")]
    [InlineData("url", "urls")]
    [InlineData("Mqtt:Broker", null)]
    [InlineData("Web:Port", null)]
    [InlineData("Logging", null)]
    [InlineData("x", null)]
    public void the_nearest_is_what_differs_by_few_letters_or_lacks_its_section_or_end(string given, string? meant) =>
        SettingNames.Nearest(given, Known).ShouldBe(meant);

    [Fact]
    public void where_none_is_near_all_are_named() =>
        SettingNames
            .Unknown("Mqtt:Broker", ["Mqtt:Port", "Mqtt:Host"])
            .ShouldBe("Mqtt:Broker is no setting; there are Mqtt:Host, Mqtt:Port");

    [Theory]
    [InlineData("--Mqtt:Host=a --Mqtt:Port 1883 Archive:AfterDays=3 /urls=x", null)]
    [InlineData("--Mqtt:Port", "--Mqtt:Port has no value: write --Mqtt:Port=…")]
    [InlineData("--Mqtt:Prot", "--Mqtt:Prot is no setting: did you mean --Mqtt:Port=…?")]
    [InlineData("port", "port is no setting: did you mean --Mqtt:Port=…?")]
    [InlineData("--help", "--help is no setting: those are written --Section:Key=value")]
    [InlineData("-p=1", "-p=1 is no setting: those begin with two dashes")]
    public void an_argument_that_would_be_passed_over_is_refused(string line, string? problem) =>
        SettingArguments.Problems(line.Split(' '), Known).SingleOrDefault().ShouldBe(problem);
}
