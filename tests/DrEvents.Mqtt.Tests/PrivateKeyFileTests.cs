namespace DrEvents.Mqtt.Tests;

public sealed class PrivateKeyFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-key-");

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(UnixFileMode.UserRead)]
    public void a_key_of_its_owner_alone_is_fine(UnixFileMode mode) => PrivateKeyFile.Problem(Key(mode), null).ShouldBeNull();

    [Theory]
    [InlineData(UnixFileMode.GroupRead, "640")]
    [InlineData(UnixFileMode.OtherRead, "604")]
    [InlineData(UnixFileMode.GroupWrite, "620")]
    public void a_key_that_others_may_use_is_refused_with_the_command_that_mends_it(UnixFileMode others, string told)
    {
        var key = Key(UnixFileMode.UserRead | UnixFileMode.UserWrite | others);
        PrivateKeyFile
            .Problem(key, null)
            .ShouldBe($"{key} is open to others than its owner (mode {told}). Mend it with: chmod 600 '{key}'");
    }

    [Fact]
    public void of_a_link_the_file_behind_it_counts()
    {
        var key = Key(UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var link = Path.Combine(_folder.FullName, "link");
        File.CreateSymbolicLink(link, key);
        PrivateKeyFile.Problem(link, null).ShouldNotBeNull().ShouldEndWith($"chmod 600 '{key}'");
    }

    [Fact]
    public void a_key_that_systemd_hands_over_is_guarded_by_systemd() =>
        PrivateKeyFile.Problem(Key(UnixFileMode.UserRead | UnixFileMode.GroupRead), _folder.FullName).ShouldBeNull();

    [Theory]
    [InlineData(443, null, "x-amzn-mqtt-ca")]
    [InlineData(8883, null, null)]
    [InlineData(8883, "mqtt", "mqtt")]
    public void port_443_implies_the_protocol_that_the_cloud_asks_for(int port, string? configured, string? alpn) =>
        BrokerPorts.AlpnOf(port, configured).ShouldBe(alpn);

    public void Dispose() => _folder.Delete(recursive: true);

    private string Key(UnixFileMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions");
        var path = Path.Combine(_folder.FullName, "ven.key");
        File.WriteAllText(path, "key");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
        return path;
    }
}
