using System.Net;
using DrEvents.Ven.Devices.Commissioning.Finding;

namespace DrEvents.Ven.Tests.Devices.Commissioning;

public sealed class ScanRangeTests
{
    [Theory]
    [InlineData("192.168.1.20", 1, "192.168.1.20:502", "192.168.1.20:502")]
    [InlineData("192.168.1.250-192.168.2.5", 12, "192.168.1.250:502", "192.168.2.5:502")]
    [InlineData("10.0.0.0/30", 4, "10.0.0.0:502", "10.0.0.3:502")]
    [InlineData("192.168.255.252/30", 4, "192.168.255.252:502", "192.168.255.255:502")]
    [InlineData("127.0.0.1:502-510", 9, "127.0.0.1:502", "127.0.0.1:510")]
    [InlineData("192.168.1.0/28:1502", 16, "192.168.1.0:1502", "192.168.1.15:1502")]
    [InlineData("10.0.0.0/31:1-512", 1024, "10.0.0.0:1", "10.0.0.1:512")]
    public void a_range_is_addresses_by_ports(string text, int count, string first, string last)
    {
        var places = ScanRange.Parse(text);
        places.Count.ShouldBe(count);
        places.Distinct().Count().ShouldBe(count);
        places[0].ToString().ShouldBe(first);
        places[^1].ToString().ShouldBe(last);
    }

    [Theory]
    [InlineData("", "is no range")]
    [InlineData("everything", "is no range")]
    [InlineData("1", "is no range")]
    [InlineData("0x7f000001", "is no range")]
    [InlineData("10.0.0.9-10.0.0.1", "is no range")]
    [InlineData("10.0.0.1-10.0.0.2-10.0.0.3", "is no range")]
    [InlineData("10.0.0.1:0", "is no range")]
    [InlineData("10.0.0.1:70000", "is no range")]
    [InlineData("10.0.0.1:510-502", "is no range")]
    [InlineData("10.0.0.1:", "is no range")]
    [InlineData("fe80::/120", "is no range")]
    [InlineData("::1", "is no range")]
    [InlineData("10.0.0.0/8", "is 16777216 places; name 1024 at most")]
    [InlineData("0.0.0.0/0", "is 4294967296 places")]
    [InlineData("10.0.0.0-10.0.4.0", "is 1025 places")]
    [InlineData("10.0.0.0/30:1-400", "is 1600 places")]
    [InlineData("8.8.8.8", "is not the home's own network")]
    [InlineData("192.167.255.255-192.168.0.0", "is not the home's own network")]
    [InlineData("172.31.255.255-172.32.0.0", "is not the home's own network")]
    [InlineData("100.64.0.0/30", "is not the home's own network")]
    [InlineData("224.0.0.251", "is not the home's own network")]
    public void what_is_none_is_refused_with_why(string text, string why) =>
        Should.Throw<InvalidDataException>(() => ScanRange.Parse(text)).Message.ShouldContain(why);

    [Theory]
    [InlineData("192.168.1.1", true)]
    [InlineData("127.0.0.9", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("1.1.1.1", false)]
    [InlineData("fe80::1", false)]
    public void an_address_of_the_home_is_known(string address, bool isOfHome) =>
        ScanRange.IsOfHome(IPAddress.Parse(address)).ShouldBe(isOfHome);
}
