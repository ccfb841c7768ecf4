using DrEvents.Backend.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Hosted = DrEvents.Backend.Backend;

namespace DrEvents.Aws.Tests.DataPlane;

/// <summary>Settings of the data plane that cannot be are refused at the start, by name.</summary>
public sealed class SettingsTests
{
    private static readonly string[] Usual =
    [
        "--ConnectionStrings:Postgres=Host=127.0.0.1;Port=1;Username=x",
        "--Mqtt:Commands=dataPlane",
        "--Shadow:Provider=aws",
    ];

    [Theory]
    [InlineData("Mqtt:Commands", "http", "Mqtt:Commands is 'http', not mqtt or dataPlane")]
    [InlineData(
        "Shadow:Provider",
        "standIn",
        "Mqtt:Commands is dataPlane, so Shadow:Provider has to be aws: AWS IoT Core keeps the shadows itself"
    )]
    [InlineData("Shadow:Provider", "AWS", "Shadow:Provider is neither standIn nor aws")]
    [InlineData("DataPlane:Region", "eu-centrl-1", "DataPlane:Region is 'eu-centrl-1', which is no region of AWS")]
    [InlineData("DataPlane:Endpoint", "http://x", "DataPlane:Endpoint is 'http://x', not a host or an https address without a path")]
    [InlineData("DataPlane:Endpoint", "x/topics", "DataPlane:Endpoint is 'x/topics', not a host or an https address without a path")]
    [InlineData("DataPlane:ControlEndpoint", "", "DataPlane:ControlEndpoint is '', not a host or an https address without a path")]
    [InlineData("DataPlane:CaFile", "/none", "DataPlane:CaFile: there is no file /none")]
    [InlineData("DataPlane:Connections", "0", "DataPlane:Connections is 0, not 1 to 200")]
    [InlineData("DataPlane:PublishesPerSecond", "101", "DataPlane:PublishesPerSecond is 101, not 10 to 100")]
    [InlineData("Mqtt:PublishInFlight", "101", "Mqtt:PublishInFlight is 101; AWS IoT Core takes at most 100", "--Mqtt:IsAwsIot=true")]
    [InlineData(
        "Mqtt:PublishInFlight",
        "101",
        "Mqtt:PublishInFlight is 101; AWS IoT Core takes at most 100",
        "--Mqtt:Host=a1b2-ats.iot.eu-central-1.amazonaws.com"
    )]
    public void a_value_that_cannot_be_is_refused_by_its_name(string key, string value, string problem, params string[] more)
    {
        var app = Hosted.Build([.. Usual, .. more, $"--{key}={value}"]);

        var refused = Should.Throw<Exception>(() => app.Services.GetRequiredService<IStartupValidator>().Validate());

        // What rests on a section that is wrong says so again.
        var all = refused is AggregateException many ? many.InnerExceptions.AsEnumerable() : [refused];
        all.Cast<OptionsValidationException>().SelectMany(e => e.Failures).Distinct().ShouldBe([problem]);
    }

    [Fact]
    public void usual_settings_are_taken()
    {
        var app = Hosted.Build([
            .. Usual,
            "--DataPlane:Endpoint=a1b2-ats.iot.eu-central-1.amazonaws.com",
            "--DataPlane:Region=eu-central-1",
        ]);

        app.Services.GetRequiredService<IStartupValidator>().Validate();
    }

    [Fact]
    public void a_key_that_there_is_not_is_refused() =>
        Should
            .Throw<ConfigurationException>(() => Hosted.Build([.. Usual, "--DataPlane:Conections=1"]))
            .Message.ShouldBe("DataPlane:Conections is no setting: did you mean DataPlane:Connections?");
}
