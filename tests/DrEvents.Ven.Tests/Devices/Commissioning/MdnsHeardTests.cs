using System.Net;
using System.Net.NetworkInformation;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Commissioning.Finding;
using DrEvents.Ven.Devices.Commissioning.Finding.Mdns;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Devices.Commissioning;

/// <summary>Bounds of what is kept and believed of what anybody in the network may send.</summary>
public sealed class MdnsHeardTests
{
    private const string Shelly = "_shelly._tcp.local";

    private static readonly Dictionary<string, string> NoTexts = [];

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public void what_no_pointer_leads_to_is_not_kept()
    {
        var heard = new MdnsHeard(isLoopbackTaken: false);
        heard.Take([
            new ServiceRecord("other._shelly._tcp.local", "h.local", 80),
            new TextRecord("other._shelly._tcp.local", NoTexts),
            new AddressRecord("h.local", IPAddress.Parse("192.168.1.20")),
            new PointerRecord("_printer._tcp.local", "p._printer._tcp.local", "p"),
        ]);
        heard.Count.ShouldBe(0);
        // Whatever order the records are in.
        heard.Take([
            new AddressRecord("h.local", IPAddress.Parse("192.168.1.20")),
            new ServiceRecord("one._shelly._tcp.local", "h.local", 80),
            new PointerRecord(Shelly, "one._shelly._tcp.local", "one"),
        ]);
        heard.Count.ShouldBe(3);
        heard.Services().ShouldHaveSingleItem().Instance.ShouldBe("one");
    }

    [Fact]
    public void records_and_bytes_are_bounded()
    {
        var heard = new MdnsHeard(isLoopbackTaken: false);
        var words = Enumerable.Range(0, 8).ToDictionary(i => $"k{i}", _ => new string('x', 250));
        for (var i = 0; i < 2_000; i++)
        {
            var name = $"{i}.{Shelly}";
            heard.Take([new PointerRecord(Shelly, name, $"{i}"), new ServiceRecord(name, "h.local", 80), new TextRecord(name, words)]);
        }
        heard.Count.ShouldBeInRange(300, 512);
        var texts = new MdnsHeard(isLoopbackTaken: false);
        texts.Take([new PointerRecord(Shelly, "a", "a")]);
        texts.Take([new TextRecord("a", new Dictionary<string, string> { ["k"] = new string('x', 1_000_000) })]);
        texts.Bytes.ShouldBeLessThan(1_048_576);
        texts.Count.ShouldBe(1);
        heard.Bytes.ShouldBeLessThanOrEqualTo(1_048_576);

        // What comes again takes the place of what was there.
        var before = heard.Bytes;
        heard.Take([new TextRecord($"0.{Shelly}", words)]);
        heard.Bytes.ShouldBe(before);
    }

    [Fact]
    public void of_the_texts_of_a_record_two_thousand_bytes_are_read()
    {
        string[] name = ["a", "_shelly", "_tcp", "local"];
        var texts = Enumerable.Range(0, 30).Select(i => $"key{i}={new string('x', 240)}").ToArray();
        var record = (TextRecord)MdnsMessage.Read(new MdnsResponse().Text(name, texts).Build()).ShouldNotBeNull().ShouldHaveSingleItem();
        record.Texts.Sum(t => t.Key.Length + t.Value.Length + 1).ShouldBeInRange(1_700, 2_048);
    }

    [Fact]
    public async Task who_says_to_be_this_machine_is_not_believed()
    {
        string[] plug = ["plug", "_shelly", "_tcp", "local"];
        var near = new MdnsResponse().Pointer(Shelly, plug).Service(plug, 22, "s.local").Address("s.local", "127.0.0.1").Build();
        await using var responder = new MdnsResponder(_ => [near]);
        Task<IReadOnlyList<MdnsService>> BrowseAsync(bool isLoopbackTaken) =>
            new MdnsBrowse(TimeProvider.System, isLoopbackTaken) { Asked = responder.Address }.RunAsync(TimeSpan.FromSeconds(0.4), Test);
        (await BrowseAsync(isLoopbackTaken: false)).ShouldBeEmpty();
        (await BrowseAsync(isLoopbackTaken: true)).ShouldHaveSingleItem();
        var heard = new MdnsHeard(isLoopbackTaken: false);
        heard.Take(MdnsMessage.Read(near).ShouldNotBeNull());
        heard.Services().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_system_that_does_not_tell_its_addresses_is_a_problem_of_that_search_alone()
    {
        var search = new Search(new DeviceContext(TimeProvider.System, NullLoggerFactory.Instance))
        {
            OwnAddresses = () => throw new NetworkInformationException(97),
            ChargerHost = IPAddress.Loopback,
        };
        var wish = new SearchWish
        {
            Mdns = TimeSpan.FromSeconds(0.2),
            Chargers = TimeSpan.FromSeconds(0.2),
            ChargerPort = FreePort.Take(),
        };
        var (found, problems) = await search.RunAsync(wish, [], Test);
        found.ShouldBeEmpty();
        problems.ShouldHaveSingleItem().ShouldStartWith("mDNS: ");
    }
}
