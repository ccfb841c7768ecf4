using System.Net;
using System.Net.Sockets;
using DrEvents.Backend.Hosting;
using Npgsql;

namespace DrEvents.Backend.Tests.Hosting;

/// <summary>An address that cannot be listened on is told before anything runs.</summary>
public sealed class ListenAddressTests : IDisposable
{
    private readonly TcpListener _neighbour = new(IPAddress.Loopback, 0);

    public ListenAddressTests() => _neighbour.Start();

    private int Port => ((IPEndPoint)_neighbour.LocalEndpoint).Port;

    [Theory]
    [InlineData("http://127.0.0.1:{0}")]
    [InlineData("http://localhost:{0}")]
    [InlineData("http://*:{0}")]
    [InlineData("http://+:{0}/path")]
    [InlineData("http://[::1]:0;http://127.0.0.1:{0}")]
    public void a_port_that_is_taken_is_named_with_its_key(string urls)
    {
        var taken = urls.Replace("{0}", $"{Port}", StringComparison.Ordinal);

        var refused = Should.Throw<ConfigurationException>(() => ListenAddress.RefuseUnusable("urls", taken));

        refused.Message.ShouldBe($"urls: {taken.Split(';')[^1]} cannot be used: something else listens there");
    }

    [Fact]
    public void a_port_that_is_free_is_free_afterwards()
    {
        var port = Port;
        _neighbour.Stop();

        ListenAddress.RefuseUnusable("urls", $"http://localhost:{port};http://unix:/tmp/socket;http://127.0.0.1:0");

        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
    }

    [Theory]
    [InlineData("nonsense", "Invalid url")]
    // Of the range for documentation: no machine has it.
    [InlineData("http://192.0.2.1:8000", "cannot be used")]
    public void an_address_that_cannot_be_is_named_with_its_key(string url, string problem)
    {
        var refused = Should.Throw<ConfigurationException>(() => ListenAddress.RefuseUnusable("urls", url));

        refused.Message.ShouldStartWith("urls: ");
        refused.Message.ShouldContain(problem);
        refused.Message.ShouldContain(url);
    }

    [Fact]
    public async Task where_kestrel_has_endpoints_of_its_own_they_are_what_is_asked_for()
    {
        var taken = $"http://127.0.0.1:{Port}";

        (await CheckAsync($"--Kestrel:Endpoints:Other:Url={taken}"))
            .ShouldBeOfType<ConfigurationException>()
            .Message.ShouldBe($"Kestrel:Endpoints:Other:Url: {taken} cannot be used: something else listens there");
        (await CheckAsync($"--urls={taken}", "--Kestrel:Endpoints:Other:Url=http://127.0.0.1:0")).ShouldBeOfType<NpgsqlException>();

        static async Task<Exception> CheckAsync(params string[] args)
        {
            string[] noDatabase = ["--ConnectionStrings:Postgres=Host=127.0.0.1;Port=1;Username=x"];
            await using var app = DrEvents.Backend.Backend.Build([.. noDatabase, .. args]);
            return await Should.ThrowAsync<Exception>(() => DrEvents.Backend.Backend.CheckAsync(app));
        }
    }

    public void Dispose() => _neighbour.Dispose();
}
