using System.Net.Http.Json;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Hosting;

/// <summary>What is in force is told; secrets are not, whatever they are called and wherever they came from.</summary>
public class SettingsInForceTests
{
    private const string Planted = "kept-to-ourselves";

    [Fact]
    public void a_setting_is_told_with_whether_it_is_as_by_default()
    {
        var all = Of(("Sample:Host", "broker.example"), ("Sample:Names:0", "a"), ("Sample:Names:1", "b"), ("Sample:Inner:Port", "9"));

        all["Sample:Host"].ShouldBe(new SettingView("Sample:Host", "broker.example", IsDefault: false, IsSecret: false));
        all["Sample:Names"].Value.ShouldBe("a, b");
        all["Sample:Inner:Port"].Value.ShouldBe("9");
        all["Sample:Share"].ShouldBe(new SettingView("Sample:Share", "0.5", IsDefault: true, IsSecret: false));
        all["Sample:Enabled"].Value.ShouldBe("false");
        all["Sample:KeyFile"].ShouldBe(new SettingView("Sample:KeyFile", null, IsDefault: true, IsSecret: false));
    }

    [Theory]
    [InlineData("Sample:Password", Planted)]
    [InlineData("Sample:SigningKey", Planted)]
    [InlineData("Sample:Inner:ApiToken", Planted)]
    [InlineData("Sample:Host", "https://user:" + Planted + "@broker.example")]
    [InlineData("Sample:Host", "Server=db;Password=" + Planted)]
    [InlineData("Sample:Host", "-----BEGIN PRIVATE KEY-----\n" + Planted)]
    [InlineData("Sample:Table:WebhookSecret", Planted)]
    [InlineData("ConnectionStrings:Postgres", "Host=db;Username=x;Password=" + Planted)]
    public void a_secret_is_named_and_not_told(string key, string value)
    {
        var all = Of((key, value));

        all[key].ShouldBe(new SettingView(key, null, IsDefault: false, IsSecret: true));
        all.Values.ShouldAllBe(s => s.Value == null || !s.Value.Contains(Planted));
    }

    /// <summary>Whoever wrote where the value is to be found wanted it to be read by nobody.</summary>
    [Fact]
    public void what_came_from_a_secret_place_is_a_secret_whatever_its_name()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, Planted);
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["Sample:Host"] = "file:" + file, ["Sample:KeyFile"] = "file:" + file }
        );
        DrEvents.Backend.Hosting.Secrets.SecretSettings.Resolve(configuration, _ => throw new InvalidOperationException());

        var all = Of(configuration);

        configuration["Sample:Host"].ShouldBe(Planted);
        all["Sample:Host"].ShouldBe(new SettingView("Sample:Host", null, IsDefault: false, IsSecret: true));
        all["Sample:KeyFile"].Value.ShouldBe(file);
        File.Delete(file);
    }

    private static Dictionary<string, SettingView> Of(params (string Key, string? Value)[] set)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(set.Select(s => KeyValuePair.Create(s.Key, s.Value)));
        return Of(configuration);
    }

    private static Dictionary<string, SettingView> Of(ConfigurationManager configuration)
    {
        var services = new ServiceCollection();
        services.AddSettings<Sample>(configuration, "Sample");
        using var provider = services.BuildServiceProvider();
        return new SettingsInForce(provider.GetServices<SettingsSection>(), provider, configuration).All().ToDictionary(s => s.Key);
    }

    private sealed class Sample
    {
        public string Host { get; set; } = "localhost";

        public double Share { get; set; } = 0.5;

        public bool Enabled { get; set; }

        public string? KeyFile { get; set; }

        public string? Password { get; set; }

        public string? SigningKey { get; set; }

        public IList<string> Names { get; set; } = [];

        public Dictionary<string, string> Table { get; set; } = [];

        public Inner Inner { get; set; } = new();
    }

    private sealed class Inner
    {
        public int Port { get; set; } = 1;

        public string? ApiToken { get; set; }
    }
}

/// <summary>The same over HTTP, of the whole backend.</summary>
[Collection(typeof(BackendCollection))]
public sealed class SettingsScenarios(BackendFixture backend)
{
    [Fact]
    public async Task every_section_is_listed_and_the_database_is_a_secret()
    {
        var client = backend.Host.Server.CreateClient();
        var text = await client.GetStringAsync("/api/settings");
        var all = (await client.GetFromJsonAsync<List<SettingView>>("/api/settings"))!;

        all.Select(s => s.Key.Split(':')[0])
            .Distinct()
            .ShouldBe(Settings.Names(DrEvents.Backend.Backend.Sections()).Select(n => n.Split(':')[0]).Distinct(), ignoreOrder: true);
        all.Single(s => s.Key == "Mqtt:Port").ShouldBe(new SettingView("Mqtt:Port", "1", IsDefault: false, IsSecret: false));
        all.Single(s => s.Key == "Http:AllowedOrigins").Value.ShouldBe(BackendFixture.FrontEnd);
        all.Single(s => s.Key == "ConnectionStrings:Postgres").ShouldBe(new("ConnectionStrings:Postgres", null, false, IsSecret: true));
        all.Select(s => s.Key).ShouldBeUnique();
        text.ShouldNotContain("Host=");
        text.ShouldNotContain("Username=");
    }

    [Fact]
    public async Task the_node_says_since_when_it_runs_and_that_nothing_is_urgent()
    {
        var node = (await backend.Host.Server.CreateClient().GetFromJsonAsync<NodeView>("/api/node"))!;

        node.StartedAt.ShouldBeLessThan(node.AsOf);
        node.StandbyReason.ShouldBeNull();
        node.Pressure.Select(p => p.Urgent).ShouldBe(["commands", "samples", "messages"]);
        node.IsCluster.ShouldBeFalse();
    }
}
