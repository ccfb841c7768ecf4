using System.Net;
using System.Net.Sockets;
using DrEvents.Backend.Features.Webhooks;
using DrEvents.Contracts.Http;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DrEvents.Backend.Tests.Webhooks;

/// <summary>Where webhooks may go.</summary>
public sealed class AddressTests
{
    private const string Allowed = "Webhooks:AllowPrivateAddresses would allow it";

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("1.1.1.1", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("100.128.0.0", true)]
    [InlineData("223.255.255.255", true)]
    [InlineData("2606:4700:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::808:808", true)]
    [InlineData("2002:808:808::1", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("0.1.2.3", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("100.127.255.255", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.0.0.8", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("198.51.100.1", false)]
    [InlineData("203.0.113.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::7f00:1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("64:ff9b:1::1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2002:a9fe:a9fe::1", false)]
    [InlineData("2001::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void an_address_is_public_or_not(string address, bool isPublic) =>
        PublicAddresses.Contain(IPAddress.Parse(address)).ShouldBe(isPublic);

    [Theory]
    [InlineData("https://receiver.example/hook", null)]
    [InlineData("https://8.8.8.8/", null)]
    [InlineData("https://[2606:4700::1]:8443/hook?a=b", null)]
    [InlineData("http://receiver.example/hook", "is not https")]
    [InlineData("ftp://receiver.example/", "is not an address such as")]
    [InlineData("receiver.example", "is not an address such as")]
    [InlineData("", "is not an address such as")]
    [InlineData("https://", "is not an address such as")]
    [InlineData("https://me:word@receiver.example/", "holds a user or a fragment")]
    [InlineData("https://receiver.example/#part", "holds a user or a fragment")]
    [InlineData("https://nowhere.example/", "names nowhere.example, whose address cannot be found")]
    [InlineData("https://nothing.example/", "names nothing.example, whose address cannot be found")]
    [InlineData("https://localhost/", "leads to 127.0.0.1")]
    [InlineData("https://both.example/", "leads to 10.0.0.7")]
    [InlineData("https://127.0.0.1/", "leads to 127.0.0.1")]
    [InlineData("https://127.1/", "leads to 127.0.0.1")]
    [InlineData("https://2130706433/", "leads to 127.0.0.1")]
    [InlineData("https://0x7f000001/", "leads to 127.0.0.1")]
    [InlineData("https://0177.0.0.1/", "leads to 127.0.0.1")]
    [InlineData("https://169.254.169.254/latest/meta-data", "leads to 169.254.169.254")]
    [InlineData("https://[::1]/", "leads to ::1")]
    [InlineData("https://[::ffff:10.0.0.1]/", "leads to ::ffff:10.0.0.1")]
    [InlineData("https://[fe80::1%251]/", "leads to fe80::1")]
    public async Task an_address_is_taken_or_refused_with_its_reason(string url, string? problem)
    {
        var said = await Addresses(new WebhookOptions()).ProblemAsync(url, CancellationToken.None);

        if (problem is null)
            said.ShouldBeNull();
        else
            said.ShouldNotBeNull().ShouldStartWith(problem);
        if (problem?.StartsWith("leads to", StringComparison.Ordinal) == true)
            said.ShouldEndWith(Allowed);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080/hook")]
    [InlineData("https://both.example/")]
    [InlineData("http://[::1]/")]
    public async Task private_ones_are_taken_where_they_are_allowed(string url) =>
        (await Addresses(new WebhookOptions { AllowPrivateAddresses = true }).ProblemAsync(url, CancellationToken.None)).ShouldBeNull();

    [Fact]
    public async Task a_name_that_leads_elsewhere_by_the_time_of_the_delivery_is_not_connected_to()
    {
        await using var receiver = await Receiver.StartAsync();
        var port = new Uri(receiver.Url).Port;
        using var allowed = Sender(new WebhookOptions { AllowPrivateAddresses = true });
        using var refusing = Sender(new WebhookOptions());

        var refused = await refusing.SendAsync(To($"http://localhost:{port}/"), Delivery, CancellationToken.None);
        var byAddress = await refusing.SendAsync(To($"http://127.0.0.1:{port}/"), Delivery, CancellationToken.None);
        var before = receiver.All.Count;
        var taken = await allowed.SendAsync(To($"http://localhost:{port}/"), Delivery, CancellationToken.None);

        refused.Error.ShouldNotBeNull().ShouldBe($"leads to 127.0.0.1, which is no public address; {Allowed}");
        byAddress.Error.ShouldBe(refused.Error);
        before.ShouldBe(0);
        (taken.Status, taken.Error).ShouldBe((204, null));
    }

    private static readonly WebhookDelivery Delivery = new()
    {
        Id = "msg_1",
        WebhookId = "hook-1",
        Kind = WebhookKinds.Ping,
        Body = "{}",
        State = WebhookStates.Waiting,
        CreatedAt = Given.Start,
    };

    private static Webhook To(string url) =>
        new()
        {
            Id = "hook-1",
            Name = "A",
            Url = url,
            Kinds = WebhookKinds.All,
            Enabled = true,
            Slot = 0,
            Secret = WebhookSignature.NewSecret(),
            CreatedAt = Given.Start,
        };

    private static WebhookSender Sender(WebhookOptions options)
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = ActivatorUtilities.CreateInstance<WebhookMetrics>(meters);
        var secrets = new WebhookSecrets(new EphemeralDataProtectionProvider());
        return new WebhookSender(Addresses(options), secrets, Options.Create(options), metrics, TimeProvider.System);
    }

    private static WebhookAddresses Addresses(WebhookOptions options) =>
        new(
            Options.Create(options),
            (host, _) =>
                host switch
                {
                    "receiver.example" => Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8"), IPAddress.Parse("2606:4700::1")]),
                    "both.example" => Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8"), IPAddress.Parse("10.0.0.7")]),
                    "localhost" => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
                    "nothing.example" => Task.FromResult<IPAddress[]>([]),
                    _ => throw new SocketException((int)SocketError.HostNotFound),
                }
        );
}
