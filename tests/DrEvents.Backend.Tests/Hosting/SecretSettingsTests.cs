using DrEvents.Backend.Hosting;
using DrEvents.Backend.Hosting.Secrets;
using Microsoft.Extensions.Configuration;

namespace DrEvents.Backend.Tests.Hosting;

/// <summary>Settings that say where their value is.</summary>
[Collection("environment")]
public sealed class SecretSettingsTests : IDisposable
{
    private const string Folder = "CREDENTIALS_DIRECTORY";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-secrets-");
    private readonly string? _before = Environment.GetEnvironmentVariable(Folder);
    private readonly List<string> _asked = [];

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Folder, _before);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void a_file_a_credential_and_a_parameter_become_values()
    {
        Environment.SetEnvironmentVariable(Folder, _folder.FullName);
        File.WriteAllText(Path.Combine(_folder.FullName, "postgres"), "Host=a;Password=p\n");

        var resolved = Resolve(
            ("ConnectionStrings:Postgres", "credential:postgres"),
            ("Mqtt:Host", $"file:{_folder.FullName}/postgres"),
            ("Mqtt:ClientId", "ssm:/drevents/id"),
            ("Mqtt:Port", "8883")
        );

        (resolved["ConnectionStrings:Postgres"], resolved["Mqtt:Host"]).ShouldBe(("Host=a;Password=p", "Host=a;Password=p"));
        (resolved["Mqtt:ClientId"], resolved["Mqtt:Port"]).ShouldBe(("value of /drevents/id", "8883"));
    }

    [Fact]
    public void what_is_a_file_stays_one_and_only_its_user_may_read_it()
    {
        Environment.SetEnvironmentVariable(Folder, _folder.FullName);
        var path = Path.Combine(_folder.FullName, "key");
        File.WriteAllText(path, "k");

        var resolved = Resolve(
            ("Mqtt:CertFile", "credential:key"),
            ("Mqtt:CaFile", $"file:{path}"),
            ("Mqtt:KeyFile", "ssm:/aws/reference/secretsmanager/key")
        );

        (resolved["Mqtt:CertFile"], resolved["Mqtt:CaFile"]).ShouldBe((path, path));
        File.ReadAllText(resolved["Mqtt:KeyFile"]!).ShouldBe("value of /aws/reference/secretsmanager/key");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(resolved["Mqtt:KeyFile"]!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (!OperatingSystem.IsWindows())
            (File.GetUnixFileMode(Path.GetDirectoryName(resolved["Mqtt:KeyFile"]!)!) & UnixFileMode.OtherExecute).ShouldBe(
                UnixFileMode.None
            );
    }

    [Fact]
    public void each_parameter_is_asked_for_once_and_nothing_of_others_is_read()
    {
        Resolve(("Mqtt:ClientId", "ssm:/a"), ("Mqtt:Host", "ssm:/a"), ("EDITOR", "ssm:/b"), ("Http:AllowedOrigins:0", "file://"));

        _asked.ShouldBe(["/a"]);
    }

    [Fact]
    public void all_that_cannot_be_had_is_told_at_once_with_its_keys_and_no_value()
    {
        Environment.SetEnvironmentVariable(Folder, null);

        var problem = Should
            .Throw<ConfigurationException>(() =>
                Resolve(("Mqtt:Host", "credential:host"), ("Mqtt:ClientId", "ssm:/missing"), ("Mqtt:KeyFile", "file:/nowhere/key"))
            )
            .Message;

        problem.ShouldContain("Mqtt:Host: credential:host, but $CREDENTIALS_DIRECTORY is not set");
        problem.ShouldContain("Mqtt:ClientId: ssm:/missing: there is no such parameter in eu-central-1");
        problem.ShouldContain("Mqtt:KeyFile: /nowhere/key cannot be read");
    }

    [Fact]
    public void a_service_that_cannot_be_asked_is_told_for_each_key()
    {
        using var configuration = new ConfigurationManager { ["Mqtt:Host"] = "ssm:/a" };
        Should
            .Throw<ConfigurationException>(() =>
                SecretSettings.Resolve(configuration, _ => new("", new Dictionary<string, string>(), "no credentials"))
            )
            .Message.ShouldBe("Mqtt:Host: ssm:/a cannot be asked for: no credentials");
    }

    private ConfigurationManager Resolve(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        foreach (var (key, value) in settings)
            configuration[key] = value;
        SecretSettings.Resolve(
            configuration,
            names =>
            {
                _asked.AddRange(names);
                return new("eu-central-1", names.Where(n => !n.Contains("missing")).ToDictionary(n => n, n => $"value of {n}"));
            }
        );
        return configuration;
    }
}
