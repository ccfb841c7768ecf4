using DrEvents.Contracts.Mqtt;

namespace DrEvents.Contracts.Tests;

public sealed class LoadsAndStatusTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1760781600);

    [Fact]
    public void a_snapshot_of_circuits_is_read()
    {
        var snapshot = LoadsSnapshot
            .Read(
                """
                {"schemaVersion":"1.0","venId":"ven-1","timestamp":1760781600,
                 "loads":[{"id":"ev","type":"ev","rated_kw":7.2,"currentPowerKw":0,"enabled":false,"priority":3},{"loadId":"heater","currentPowerKw":2}]}
                """.Utf8(),
                "ven-1"
            )
            .Message();
        (snapshot.VenId, snapshot.At).ShouldBe(("ven-1", At));
        snapshot.Loads.ShouldBe([
            new LoadReading("ev", null, "ev", 7.2, 0, null, false, 3),
            new LoadReading("heater", null, null, null, 2, null, null, null),
        ]);
    }

    [Theory]
    [InlineData("""{"venId":"ven-1","loads":[]}""", "timestamp: missing")]
    [InlineData("""{"venId":"ven-2","timestamp":1760781600,"loads":[]}""", "venId: the payload says ven-2, the topic ven-1")]
    public void a_snapshot_that_cannot_be_read_says_which_field(string json, string problem) =>
        LoadsSnapshot.Read(json.Utf8(), "ven-1").Problem().ShouldStartWith(problem);

    [Fact]
    public void a_snapshot_keeps_the_circuits_that_are_right_and_names_what_is_not()
    {
        var snapshot = LoadsSnapshot
            .Read("""{"timestamp":1760781600,"loads":[{"id":7},{"id":"a","priority":1e300,"currentPowerKw":"2"}]}""".Utf8(), "ven-1")
            .Message();

        snapshot.Faulty.ShouldBe(["loads[0].id", "loads[1].priority"]);
        snapshot.Loads.ShouldBe([new LoadReading("a", null, null, null, 2, null, null, null)]);
    }

    public static TheoryData<string, VenStatusMessage> Statuses =>
        new()
        {
            { """{"status":"online"}""", new VenStatusMessage(true) },
            { """{"status":"offline"}""", new VenStatusMessage(false) },
            { """{"status":"online","ts":1760781600,"report_interval_seconds":5,"venId":"ven-1"}""", new VenStatusMessage(true, At, 5) },
            {
                """{"status":"offline","ts":1760781600,"session":1760781600123}""",
                new VenStatusMessage(false, At, Session: 1_760_781_600_123)
            },
        };

    [Theory]
    [MemberData(nameof(Statuses))]
    public void a_status_is_read(string json, VenStatusMessage expected) =>
        VenStatusMessage.Read(json.Utf8(), "ven-1").Message().ShouldBe(expected);

    [Theory]
    [InlineData("{}", "status: neither online nor offline")]
    [InlineData("""{"status":"Online"}""", "status: neither online nor offline")]
    [InlineData("""{"status":1}""", "status: a JSON number where text is needed")]
    [InlineData("""{"status":"online","report_interval_seconds":0}""", "report_interval_seconds: outside of 1 to 86400")]
    [InlineData("""{"status":"offline","session":0}""", "session: outside of 1 to 9007199254740991")]
    [InlineData("""{"status":"offline","session":1e16}""", "session: outside of 1 to 9007199254740991")]
    [InlineData("""{"status":"offline","session":"seven"}""", "session: a JSON string where a number is needed")]
    [InlineData("""{"status":"offline","venId":"ven-2"}""", "venId: the payload says ven-2, the topic ven-1")]
    public void a_status_that_cannot_be_read_says_which_field(string json, string problem) =>
        VenStatusMessage.Read(json.Utf8(), "ven-1").Problem().ShouldStartWith(problem);

    [Fact]
    public void a_status_says_what_the_ven_understands_and_what_nobody_knows_is_let_be()
    {
        var status = VenStatusMessage.Read("""{"status":"online","capabilities":["event","x"]}""".Utf8(), "ven-1").Message();

        status.Capabilities.ShouldBe([VenCapabilities.Announcements, "x"]);
        VenStatusMessage.Read(status.ToUtf8(), "ven-1").Message().Capabilities.ShouldBe(status.Capabilities);
        VenStatusMessage.Read("""{"status":"online","capabilities":"event"}""".Utf8(), "ven-1").Problem().ShouldStartWith("capabilities");
    }

    [Fact]
    public void a_status_names_the_receipts_that_the_ven_has_and_no_more_than_are_taken()
    {
        string[] has =
        [
            .. Enumerable.Range(1, VenStatusMessage.ReceiptsMax + 3).Select(n => FormattableString.Invariant($"evt-1a2b3c4d/{n}")),
        ];
        var said = new VenStatusMessage(Online: true, Capabilities: [VenCapabilities.Receipts], Receipts: has);

        var read = VenStatusMessage.Read(said.ToUtf8(), "ven-1").Message();

        read.Receipts.ShouldBe(has.Take(VenStatusMessage.ReceiptsMax));
        VenStatusMessage.Read("""{"status":"online"}""".Utf8(), "ven-1").Message().Receipts.ShouldBeNull();
        VenStatusMessage.Read("""{"status":"online","receipts":3}""".Utf8(), "ven-1").Problem().ShouldStartWith("receipts");
    }
}
