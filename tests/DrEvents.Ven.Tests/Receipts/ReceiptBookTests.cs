using System.Text;
using DrEvents.Ven.Log;
using DrEvents.Ven.Receipts;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Tests.Shedding;
using DrEvents.Ven.Web;

namespace DrEvents.Ven.Tests.Receipts;

/// <summary>What a VEN makes of receipts that come in, with its log in a file as on a box.</summary>
public sealed class ReceiptBookTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 7, 15, 12, 0, 0, TimeSpan.Zero);

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"receipts-{Guid.NewGuid():N}.db");
    private readonly CapturedLog _said = new();
    private SqliteEventLog _log;
    private Controller _controller;

    public ReceiptBookTests()
    {
        _log = new SqliteEventLog(_file, new LogBounds());
        _controller = Resumed();
    }

    [Fact]
    public void a_receipt_is_kept_byte_for_byte_and_once_and_is_there_after_a_restart()
    {
        var json = Signed.Of().SignedBy(Signed.Key);

        Take(json);
        Take(json);
        Restart();

        var line = View().Receipts.ShouldHaveSingleItem();
        (line.EventId, line.Result, line.IsVerified, line.Problem).ShouldBe((Signed.EventId, 1, true, null));
        (line.EnergyKwh, line.ReductionKw, line.Hours, line.Amount, line.Currency).ShouldBe((2, 2, 1, "0.50", "EUR"));
        State.Receipts.ShouldHaveSingleItem().Document.ShouldBe(json);
        _controller.NewestReceipts.ShouldBe(["evt-1a2b3c4d/1"]);
        _log.ReadNewest(10).Count(e => e.Kind == "receiptKept").ShouldBe(1);
    }

    [Fact]
    public void a_later_result_is_a_line_of_its_own_and_marks_both()
    {
        Take(Signed.Of(result: 2, amount: "0.40", day: 2).SignedBy(Signed.Key));
        Take(Signed.Of(result: 1).SignedBy(Signed.Key));
        Take(Signed.Of(eventId: "evt-0000000a", day: 3).SignedBy(Signed.Key));

        var lines = View().Receipts;

        lines
            .Select(l => (l.EventId, l.Result, l.Corrects, l.CorrectedBy))
            .ShouldBe([("evt-0000000a", 1, null, null), (Signed.EventId, 2, 1, null), (Signed.EventId, 1, null, 2)]);
    }

    [Fact]
    public void whatever_is_changed_in_a_receipt_it_is_refused_or_says_the_same()
    {
        var bytes = Encoding.UTF8.GetBytes(Signed.Of().SignedBy(Signed.Key));
        var whole = ReceivedReceipt.Read(bytes, Signed.VenId).Receipt!.Says;
        var refused = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            var (read, problem) = ReceivedReceipt.Read(changed, Signed.VenId);
            if (read is null || Signed.Keys.Problem(read.Signed) is not null)
                refused++;
            else
                // Between the members there are spaces, which say nothing.
                read.Says.ShouldBe(whole);
            (read is null).ShouldBe(problem is not null);
        }
        refused.ShouldBeGreaterThan(bytes.Length * 2 / 3);
    }

    [Theory]
    [InlineData("another amount", "its signature is not that of key")]
    [InlineData("another key", "which is none of this VEN's")]
    [InlineData("another VEN", "venId: it is another VEN's")]
    [InlineData("no JSON", "it is no JSON of a receipt")]
    [InlineData("a member more", "more: is not as a receipt has it")]
    [InlineData("a newer form", "version: 2 is not 1")]
    [InlineData("too long", "it has more than 8192 bytes")]
    public void a_bad_or_foreign_one_is_refused_with_a_line_and_counted_and_not_shown(string what, string problem)
    {
        var good = Signed.Of().SignedBy(Signed.Key);
        Take(
            what switch
            {
                "another amount" => good.Replace("0.50", "5.00", StringComparison.Ordinal),
                "another key" => Signed.Of().SignedBy(Signed.Foreign),
                "another VEN" => Signed.Of(venId: "ven-2").SignedBy(Signed.Key),
                "no JSON" => good[1..],
                "a member more" => good.Replace("\"kind\"", "\"more\": 1, \"kind\"", StringComparison.Ordinal),
                "a newer form" => good.Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal),
                _ => good + new string(' ', 9_000),
            }
        );

        View().Receipts.ShouldBeEmpty();
        View().Refused.ShouldBe(1);
        _said.Lines.ShouldContain(l => l.StartsWith("A receipt was refused: ", StringComparison.Ordinal) && l.Contains(problem));
        _log.ReadNewest(1)[0].Kind.ShouldBe("receiptsRefused");
    }

    [Fact]
    public void a_flood_is_counted_and_written_down_once_a_minute()
    {
        for (var i = 0; i < 50; i++)
            _book.Take("x"u8.ToArray(), Now.AddSeconds(i));
        View().Refused.ShouldBe(50);
        _log.ReadNewest(100).Count(e => e.Kind == "receiptsRefused").ShouldBe(1);

        _book.Take("x"u8.ToArray(), Now.AddSeconds(61));

        View().Refused.ShouldBe(51);
        Restart();
        View().Refused.ShouldBe(51);
        _log.ReadNewest(100).Count(e => e.Kind == "receiptsRefused").ShouldBe(2);
    }

    [Fact]
    public void without_a_key_it_is_kept_and_never_shown_as_good_until_there_is_one()
    {
        Restart(ReceiptKeys.None);
        Take(Signed.Of(amount: "99.00").SignedBy(Signed.Foreign));
        Take(Signed.Of(eventId: "evt-0000000a").SignedBy(Signed.Key));
        View().Receipts.ShouldAllBe(l => !l.IsVerified);
        View().KeyIds.ShouldBeEmpty();

        Restart(Signed.Keys);

        View()
            .Receipts.Select(l => (l.EventId, l.IsVerified))
            .ShouldBe([("evt-0000000a", true), (Signed.EventId, false)], ignoreOrder: true);
        Take(Signed.Of().SignedBy(Signed.Key));
        View().Receipts.ShouldAllBe(l => l.IsVerified);
        View().Receipts.Single(l => l.EventId == Signed.EventId).Amount.ShouldBe("0.50");
    }

    [Fact]
    public void a_key_of_before_still_verifies()
    {
        Restart(ReceiptKeys.Read(Signed.Foreign.Public.ToPem() + Signed.Key.Public.ToPem()).Keys!);
        Take(Signed.Of().SignedBy(Signed.Key));
        Take(Signed.Of(eventId: "evt-0000000a").SignedBy(Signed.Foreign));
        View().Receipts.ShouldAllBe(l => l.IsVerified);
        View().KeyIds.ShouldBe([Signed.Foreign.Public.Id, Signed.Key.Public.Id]);
    }

    [Fact]
    public void so_many_are_kept_and_the_oldest_go()
    {
        for (var n = 0; n < VenState.ReceiptsMax + 5; n++)
            Take(Signed.Of(eventId: FormattableString.Invariant($"evt-{n:x8}"), day: 1 + n / 2).SignedBy(Signed.Key));

        State.Receipts.Count.ShouldBe(VenState.ReceiptsMax);
        State.Receipts[0].EventId.ShouldBe("evt-00000005");
        _controller.NewestReceipts.Count.ShouldBe(16);
        _controller.NewestReceipts[^1].ShouldBe(FormattableString.Invariant($"evt-{VenState.ReceiptsMax + 4:x8}/1"));
    }

    [Fact]
    public void a_checkpoint_holds_them()
    {
        Take(Signed.Of().SignedBy(Signed.Key));
        Take("no receipt");
        _log.WriteCheckpoint(Now, State);
        Restart();
        State.Receipts.ShouldHaveSingleItem().Id.ShouldBe("evt-1a2b3c4d/1");
        (State.ReceiptsTaken, State.ReceiptsRefusedCount).ShouldBe((1, 1));
    }

    [Theory]
    [InlineData("hello", "is no PEM: -----BEGIN PUBLIC KEY----- is expected")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "is not an Ed25519 key in SubjectPublicKeyInfo")]
    public void a_file_that_holds_no_key_is_refused_in_one_line(string pem, string problem) =>
        ReceiptKeys.Read(pem).Problem.ShouldBe(problem);

    [Fact]
    public void the_secret_half_is_refused_by_its_name() =>
        ReceiptKeys.Read(Signed.Key.ToPem()).Problem.ShouldBe("holds 'PRIVATE KEY', and 'PUBLIC KEY' is expected");

    [Fact]
    public void what_a_version_wrote_once_is_read() =>
        VenEventJson
            .Read("receiptKept", """{"eventId":"evt-1a2b3c4d","result":2,"issuedAt":"2026-07-15T16:20:00+00:00","document":"{}"}""")
            .ShouldBe(new ReceiptKept("evt-1a2b3c4d", 2, new DateTimeOffset(2026, 7, 15, 16, 20, 0, TimeSpan.Zero), "{}"));

    public void Dispose()
    {
        _log.Dispose();
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(_file)!, Path.GetFileName(_file) + "*"))
            File.Delete(file);
    }

    private ReceiptBook _book = null!;
    private ReceiptKeys _keys = Signed.Keys;

    private VenState State => _controller.Look(Now).State;

    private ReceiptsView View() => ReceiptsView.Of(State, _book);

    private void Take(string json) => _book.Take(Encoding.UTF8.GetBytes(json), Now);

    private void Restart(ReceiptKeys? keys = null)
    {
        _keys = keys ?? _keys;
        _log.Dispose();
        _log = new SqliteEventLog(_file, new LogBounds());
        _controller = Resumed();
    }

    private Controller Resumed()
    {
        var controller = new Controller(Signed.VenId, TestHome.Steady(), _log, TimeSpan.FromSeconds(5), _said);
        controller.Resume(Now);
        _book = new ReceiptBook(Signed.VenId, _keys, controller, _said);
        return controller;
    }
}
