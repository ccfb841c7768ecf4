using System.Diagnostics;
using System.Net;
using DrEvents.Ven.Devices.Commissioning.Finding;
using DrEvents.Ven.Devices.Commissioning.Finding.Mdns;

namespace DrEvents.Ven.Tests.Devices.Commissioning;

public sealed class MdnsTests
{
    private static readonly string[] Plug = ["ShellyPlus1PM-A8032ABE54DC", "_shelly", "_tcp", "local"];
    private static readonly string[] PlugPage = ["ShellyPlus1PM-A8032ABE54DC", "_http", "_tcp", "local"];
    private static readonly string[] Meter = ["shellypro3em-1", "_shelly", "_tcp", "local"];
    private static readonly string[] Odd = ["Büro v1.0; \u001b[2J$(rm)", "_http", "_tcp", "local"];

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task what_announces_itself_is_found_with_how_it_is_taken()
    {
        var whole = new MdnsResponse()
            .Pointer("_shelly._tcp.local", Plug)
            .Pointer("_http._tcp.local", PlugPage)
            .Service(Plug, 80, "Shelly-A8.local")
            .Service(PlugPage, 80, "shelly-a8.local")
            .Text(Plug, "gen=2", "app=Plus1PM", "ver=1.4.4")
            .Address("SHELLY-A8.local", "127.0.0.20")
            .Build();
        var other = new MdnsResponse()
            .Pointer("_shelly._tcp.local", Meter)
            .Service(Meter, 8080, "m.local")
            .Text(Meter, "GEN=2", "app=Pro3EM", "gen=1")
            .Address("m.local", "127.0.0.21")
            .Build();
        var unknown = new MdnsResponse()
            .Pointer("_http._tcp.local", Odd)
            .Service(Odd, 80, "odd.local")
            .Address("odd.local", "127.0.0.22")
            .Build();
        await using var responder = new MdnsResponder(_ => [whole, other, unknown, [1, 2, 3]]);

        var found = (await BrowseAsync(responder)).Select(Proposals.Of).ToList();

        found
            .Select(f => (f.Address, f.Maker, f.Takes.Count))
            .ShouldBe(
                [("http://127.0.0.20", "Shelly", 1), ("http://127.0.0.21:8080", "Shelly", 1), ("http://127.0.0.22", null, 0)],
                ignoreOrder: true
            );
        var plug = found.Single(f => f.Address == "http://127.0.0.20");
        (plug.Model, plug.Name, plug.Takes[0].Id).ShouldBe(("Plus1PM", "ShellyPlus1PM-A8032ABE54DC", "shellyplus1pm-a8032abe54dc"));
        plug.Takes[0].Driver!["profile"]!.GetValue<string>().ShouldBe("shelly2");
        var meter = found.Single(f => f.Address.EndsWith("8080", StringComparison.Ordinal)).Takes[0];
        (meter.IsMeter, meter.Driver!["profile"]!.GetValue<string>()).ShouldBe((true, "shellypro3em"));
        found.Single(f => f.Maker is null).Name.ShouldBe("Büro v1.0; ?[2J$(rm)");
    }

    [Fact]
    public async Task what_an_answer_left_out_is_asked_for()
    {
        var first = new MdnsResponse().Pointer("_shelly._tcp.local", Plug).Build();
        var rest = new MdnsResponse().Service(Plug, 80, "s.local").Text(Plug, "gen=2").Address("s.local", "127.0.0.20").Build();
        // Type 255 of the last question: everything that there is of a name.
        await using var responder = new MdnsResponder(question => [question[^3] == 255 ? rest : first]);
        (await BrowseAsync(responder)).ShouldHaveSingleItem().Address.ShouldBe(IPAddress.Parse("127.0.0.20"));
        responder.Asked.Count.ShouldBe(3);
    }

    [Fact]
    public async Task who_says_to_be_outside_of_the_home_is_not_believed()
    {
        var far = new MdnsResponse()
            .Pointer("_shelly._tcp.local", Plug)
            .Service(Plug, 80, "s.local")
            .Text(Plug, "gen=2")
            .Address("s.local", "8.8.8.8")
            .Build();
        await using var responder = new MdnsResponder(_ => [far]);
        (await BrowseAsync(responder)).ShouldBeEmpty();
    }

    [Fact]
    public async Task silence_takes_the_time_that_was_given_and_no_more()
    {
        await using var responder = new MdnsResponder(_ => []);
        var began = Stopwatch.StartNew();
        (await BrowseAsync(responder)).ShouldBeEmpty();
        began.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.9));
        responder.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public void a_query_is_as_others_read_it()
    {
        // RFC 1035, 4.1: header with one question, name, type PTR, class IN with the bit that wants unicast (RFC 6762, 5.4).
        MdnsMessage
            .Query(["_http._tcp.local"], MdnsMessage.Pointer)
            .ShouldBe([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 5, .. "_http"u8, 4, .. "_tcp"u8, 5, .. "local"u8, 0, 0, 12, 0x80, 1]);
        var name = (PointerRecord)MdnsMessage.Read(new MdnsResponse().Pointer("_http._tcp.local", Odd).Build())![0];
        MdnsMessage
            .Query([name.Instance], MdnsMessage.Any)[12]
            .ShouldBe((byte)System.Text.Encoding.UTF8.GetByteCount(Odd[0]), "a dot in a label parts nothing");
    }

    [Theory]
    [InlineData("C00C")]
    [InlineData("C00E")]
    [InlineData("C0FF")]
    [InlineData("C0")]
    [InlineData("05616263")]
    [InlineData("80")]
    public void a_name_that_leads_nowhere_or_round_and_round_is_none(string name) =>
        MdnsMessage
            .Read([0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, .. Convert.FromHexString(name), 0, 12, 0, 1, 0, 0, 0, 1, 0, 0])
            .ShouldBeNull();

    [Fact]
    public void a_name_is_bounded_though_it_is_put_together_of_pointers()
    {
        // Each record's name is a label of 63 bytes before the name before it.
        var bytes = new List<byte> { 0, 0, 0x84, 0, 0, 0, 0, 8, 0, 0, 0, 0 };
        var last = -1;
        for (var i = 0; i < 8; i++)
        {
            var at = bytes.Count;
            bytes.AddRange([63, .. Enumerable.Repeat((byte)'a', 63)]);
            bytes.AddRange(last < 0 ? [0] : [(byte)(0xC0 | (last >> 8)), (byte)last]);
            bytes.AddRange([0, 1, 0, 1, 0, 0, 0, 1, 0, 0]);
            last = at;
        }
        MdnsMessage.Read([.. bytes]).ShouldBeNull();
    }

    [Fact]
    public void whatever_comes_is_read_or_is_none_and_never_more()
    {
        var whole = new MdnsResponse()
            .Pointer("_shelly._tcp.local", Plug)
            .Service(Plug, 80, "s.local")
            .Text(Plug, "gen=2", "app=Plus1PM", "x")
            .Address("s.local", "127.0.0.20")
            .Build();
        var random = new Random(20261201);
        var (read, none) = (0, 0);
        for (var round = 0; round < 50_000; round++)
        {
            var message = (byte[])whole.Clone();
            for (var change = random.Next(1, 6); change > 0; change--)
                message[random.Next(message.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                message = message[..random.Next(message.Length + 1)];
            var records = MdnsMessage.Read(message);
            (read, none) = records is null ? (read, none + 1) : (read + 1, none);
            (records?.Count ?? 0).ShouldBeLessThanOrEqualTo(256);
        }
        read.ShouldBeGreaterThan(1_000);
        none.ShouldBeGreaterThan(1_000);
        var noise = new byte[512];
        for (var round = 0; round < 20_000; round++)
        {
            random.NextBytes(noise);
            noise[2] |= 0x80;
            (noise[4], noise[6], noise[8], noise[10]) = (0, 0, 0, 0);
            MdnsMessage.Read(noise);
        }
    }

    private static Task<IReadOnlyList<MdnsService>> BrowseAsync(MdnsResponder responder) =>
        new MdnsBrowse(TimeProvider.System, isLoopbackTaken: true) { Asked = responder.Address }.RunAsync(TimeSpan.FromSeconds(1), Test);
}
