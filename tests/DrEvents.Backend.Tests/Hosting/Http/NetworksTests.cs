using System.Net;
using DrEvents.Backend.Features.Identity;
using DrEvents.Backend.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DrEvents.Backend.Tests.Hosting.Http;

/// <summary>Whoever has one address of an IPv6 network has all of them: every bound counts them as one.</summary>
public sealed class NetworksTests
{
    private const string One = "2001:db8:0:7::1";
    private const string OfTheSame = "2001:db8:0:7:ffff::2";
    private const string OfAnother = "2001:db8:0:8::1";

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData(One, "2001:db8:0:7::")]
    [InlineData(OfTheSame, "2001:db8:0:7::")]
    [InlineData(OfAnother, "2001:db8:0:8::")]
    public void an_address_is_known_by_its_network(string address, string network) =>
        Networks.Of(IPAddress.Parse(address)).ShouldBe(IPAddress.Parse(network));

    [Fact]
    public async Task connections_of_a_network_are_bounded_together()
    {
        var bound = new ConnectionsPerAddress(Options.Create(new HttpOptions { ConnectionsPerAddress = 1 }));
        var (isOver, served) = (new TaskCompletionSource(), 0);
        var first = ConnectAsync(One);

        await ConnectAsync(OfTheSame);
        var another = ConnectAsync(OfAnother);

        served.ShouldBe(2);
        isOver.SetResult();
        await Task.WhenAll(first, another);
        await ConnectAsync(OfTheSame);
        served.ShouldBe(3, "the first is gone");

        Task ConnectAsync(string from) =>
            bound.HoldAsync(
                new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(from), 4711) },
                _ =>
                {
                    served++;
                    return isOver.Task;
                }
            );
    }

    [Fact]
    public void refusals_of_a_network_are_counted_together()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var refusals = new Refusals(services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), TimeProvider.System);
        for (var i = 1; i <= 20; i++)
            refusals.Refuse(IPAddress.Parse($"2001:db8:0:7::{i:x}"), "the code is wrong");

        refusals.IsTooMany(IPAddress.Parse(OfTheSame)).ShouldBeTrue();
        refusals.IsTooMany(IPAddress.Parse(OfAnother)).ShouldBeFalse();
    }
}
