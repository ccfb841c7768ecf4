using System.Net;
using System.Text.RegularExpressions;
using DrEvents.Backend.Hosting;
using DrEvents.Local.Processes;
using DrEvents.Mqtt;
using DrEvents.Terraform.Tests.Tools;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DrEvents.Terraform.Tests;

/// <summary>What the containers of a task are told, against the backend and a shell of here.</summary>
public sealed partial class ContainerTests
{
    private const string Module = "ops/terraform/modules/backend/";

    /// <summary>What is not the backend's own: the SDK's region.</summary>
    private static readonly string[] OfOthers = ["AWS_REGION"];

    [Theory]
    [InlineData(Module + "main.tf")]
    [InlineData("ops/terraform/environments/example/example.tfvars")]
    public void every_setting_of_the_containers_is_one_of_the_backend(string file)
    {
        var names = Settings.Names(Backend.Backend.Sections());
        var written = Setting().Matches(Repository.Read(file)).Select(m => m.Groups[1].Value).Except(OfOthers).ToList();
        written.ShouldNotBeEmpty();
        written
            .Where(name => !names.Contains(name.Replace("__", ":", StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase))
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("health_check {\n    path                = \"/health/ready\"", Module + "balancer.tf")]
    [InlineData("\"/health/ready\"", "src/DrEvents.Backend/Hosting/Health.cs")]
    [InlineData("GET /health/live ", Module + "is-alive.sh")]
    [InlineData("\"/health/live\"", "src/DrEvents.Backend/Hosting/Health.cs")]
    [InlineData("No connection to the broker", "ops/terraform/modules/alarms/main.tf")]
    [InlineData("No connection to the broker", "src/DrEvents.Backend/Mqtt/BrokerSession.cs")]
    public void words_that_stand_in_two_places_are_the_same(string words, string file) => Repository.Read(file).ShouldContain(words);

    /// <summary>Npgsql takes what the connection string does not have from PGPASSWORD.</summary>
    [Fact]
    public void the_connection_string_is_whole_but_for_the_password()
    {
        var text = ConnectionString().Match(Repository.Read("ops/terraform/modules/database/outputs.tf")).Groups[1].Value;
        var parts = new NpgsqlConnectionStringBuilder(Expression().Replace(text, "1"));
        parts.SslMode.ShouldBe(SslMode.VerifyFull);
        parts.RootCertificate.ShouldBe("{ca}");
        parts.Password.ShouldBeNull();
        (parts.Host, parts.Port, parts.Database, parts.Username).ShouldBe(("1", 1, "1", "1"));
    }

    [Theory]
    [InlineData(200, 0)]
    [InlineData(503, 1)]
    public async Task the_health_check_says_what_the_backend_says(int status, int exitCode)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.MapGet("/health/live", () => Results.StatusCode(status));
        await app.StartAsync();
        (await IsAliveAsync(new Uri(app.Urls.Single()).Port)).ShouldBe(exitCode);
        await app.StopAsync();
    }

    [Fact]
    public async Task the_health_check_fails_where_nobody_listens()
    {
        using var nobody = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        (await IsAliveAsync(((IPEndPoint)nobody.LocalEndPoint!).Port)).ShouldBe(1);
    }

    [Fact]
    public async Task certificates_and_keys_become_files_that_the_backend_takes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is for containers of Linux.");
        using var folder = new TemporaryFolder();
        string[] environment =
        [
            $"FOLDER={folder.Path}",
            "DATABASE_CA=ca",
            "MQTT_CERTIFICATE=certificate",
            "MQTT_KEY=-----BEGIN PRIVATE KEY-----\na+/=\n-----END PRIVATE KEY-----",
            $"APP_UID={(await new Command(["id", "-u"]).RunOrThrowAsync()).Trim()}",
        ];
        await new Command(["env", .. environment, "bash", "-c", Repository.Read(Module + "write-files.sh")]).RunOrThrowAsync();
        var main = Repository.Read(Module + "main.tf");
        foreach (
            var (file, text) in new[]
            {
                ("database-ca.pem", "ca\n"),
                ("mqtt.crt", "certificate\n"),
                ("mqtt.key", "-----BEGIN PRIVATE KEY-----\na+/=\n-----END PRIVATE KEY-----\n"),
            }
        )
        {
            main.ShouldContain("${local.folder}/" + file);
            (await File.ReadAllTextAsync(Path.Combine(folder.Path, file))).ShouldBe(text);
            PrivateKeyFile.Problem(Path.Combine(folder.Path, file), credentialsFolder: null).ShouldBeNull();
        }
    }

    private static async Task<int> IsAliveAsync(int port) =>
        (await new Command(["bash", "-c", Repository.Read(Module + "is-alive.sh"), "is-alive", $"{port}"]).RunAsync()).ExitCode;

    [GeneratedRegex(@"\b(URLS|AWS_REGION|[A-Z]\w+?__\w+)\s*= ")]
    private static partial Regex Setting();

    [GeneratedRegex("value += \"(Host=.*)\"")]
    private static partial Regex ConnectionString();

    [GeneratedRegex(@"\$\{[^}]*\}")]
    private static partial Regex Expression();
}
