using DrEvents.Ven.Log;

namespace DrEvents.Ven.Tests.Log;

public sealed class LogChainTests : IDisposable
{
    private const int Entries = 40;
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly LogFolder _folder = new();

    [Fact]
    public void a_log_that_nobody_touched_verifies()
    {
        var head = WriteLog();
        var verdict = _folder.Verify();
        verdict.Finding.ShouldBeNull();
        verdict.Last.ShouldBe(head);
        verdict.Entries.ShouldBe(Entries);
    }

    [Theory]
    [InlineData("UPDATE entries SET json = replace(json, 'command 7', 'command 8') WHERE sequence = 8", 8, "was changed")]
    [InlineData("UPDATE entries SET at = at + 1 WHERE sequence = 8", 8, "was changed")]
    [InlineData("UPDATE entries SET kind = 'commandDiscarded' WHERE sequence = 8", 8, "was changed")]
    [InlineData("UPDATE entries SET hash = zeroblob(32) WHERE sequence = 8", 8, "was changed")]
    [InlineData("UPDATE entries SET hash = NULL WHERE sequence = 8", 8, "was changed")]
    [InlineData("UPDATE entries SET json = json || ' ' WHERE sequence = 40", 40, "was changed")]
    [InlineData("DELETE FROM entries WHERE sequence = 8", 8, "it is missing")]
    [InlineData("DELETE FROM entries WHERE sequence BETWEEN 1 AND 7", 1, "1 to 7 are missing")]
    [InlineData("DELETE FROM entries WHERE sequence > 30", 31, "31 to 40 are missing")]
    [InlineData("DELETE FROM entries", 1, "1 to 40 are missing")]
    [InlineData("DELETE FROM entries WHERE sequence = 8; UPDATE entries SET sequence = sequence - 1 WHERE sequence > 8", 8, "was changed")]
    [InlineData("INSERT INTO entries SELECT 41, at, kind, json, hash FROM entries WHERE sequence = 40", 41, "was changed")]
    [InlineData(
        "UPDATE entries SET sequence = -8 WHERE sequence = 8; UPDATE entries SET sequence = 8 WHERE sequence = 9; UPDATE entries SET sequence = 9 WHERE sequence = -8",
        8,
        "was changed"
    )]
    [InlineData("UPDATE ends SET hash = zeroblob(32) WHERE name = 'newest'", 40, "not the entry that the log ended with")]
    [InlineData("DELETE FROM entries WHERE sequence < 9; UPDATE ends SET sequence = 8 WHERE name = 'removed'", 9, "was changed")]
    [InlineData(
        "UPDATE ends SET sequence = 8, hash = (SELECT hash FROM entries WHERE sequence = 8) WHERE name = 'removed'; DELETE FROM entries WHERE sequence < 9",
        1,
        "begins after entry 8"
    )]
    public void an_edit_is_found_where_it_is(string edit, long sequence, string problem)
    {
        WriteLog();
        _folder.Edit(edit);
        var finding = _folder.Verify().Finding.ShouldNotBeNull();
        finding.Problem.ShouldContain(problem);
        finding.Sequence.ShouldBe(sequence);
    }

    [Fact]
    public void whoever_writes_the_log_anew_is_found_by_a_head_from_before()
    {
        var head = WriteLog();
        File.Delete(_folder.LogPath);
        WriteLog("another command");
        _folder.Verify().Finding.ShouldBeNull("the chain itself is whole");
        _folder.Verify(head).Finding.ShouldNotBeNull().Problem.ShouldContain("not the entry of the head");
    }

    [Fact]
    public void a_head_from_before_is_found_while_its_entry_is_there()
    {
        var head = WriteLog();
        using (var log = new SqliteEventLog(_folder.LogPath))
            log.Append(Noon, [new CommandReceived("one more")]);
        _folder.Verify(head).Finding.ShouldBeNull();
        _folder.Verify(head with { Sequence = 50 }).Finding.ShouldNotBeNull().Problem.ShouldContain("42 to 50 are missing");
    }

    [Fact]
    public void random_edits_are_always_found()
    {
        WriteLog();
        var whole = File.ReadAllBytes(_folder.LogPath);
        foreach (var seed in Enumerable.Range(1, 300))
        {
            File.WriteAllBytes(_folder.LogPath, whole);
            var edit = RandomEdit(new Random(seed));
            _folder.Edit(edit);
            _folder.Verify().Finding.ShouldNotBeNull($"{seed}: {edit}");
        }
    }

    [Fact]
    public void where_bits_of_the_file_are_flipped_it_is_found_or_nothing_reads_otherwise()
    {
        WriteLog();
        var whole = File.ReadAllBytes(_folder.LogPath);
        var original = ReadAll();
        var found = 0;
        foreach (var seed in Enumerable.Range(1, 400))
        {
            var random = new Random(seed);
            var bytes = whole.ToArray();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(_folder.LogPath, bytes);
            if (FindsAFault())
                found++;
            else
                ReadAll().ShouldBe(original, $"seed {seed}");
        }
        found.ShouldBeGreaterThan(50, "most of the file is entries");
    }

    [Fact]
    public void a_file_cut_off_anywhere_is_found()
    {
        WriteLog();
        var whole = File.ReadAllBytes(_folder.LogPath);
        for (var length = 512; length < whole.Length; length += 512)
        {
            File.WriteAllBytes(_folder.LogPath, whole[..length]);
            FindsAFault().ShouldBeTrue($"{length} of {whole.Length} bytes");
        }
    }

    [Fact]
    public void a_log_that_was_cut_goes_on_and_stays_found()
    {
        WriteLog();
        _folder.Edit("DELETE FROM entries WHERE sequence > 30");
        using (var log = new SqliteEventLog(_folder.LogPath))
        {
            log.Trouble.ShouldNotBeNull().ShouldContain("ended with entry 40");
            log.Append(Noon, [new CommandReceived("{}")]);
            log.ReadNewest(2).Select(e => (e.Sequence, e.Kind)).ShouldBe([(42, "commandReceived"), (41, "logFaultFound")]);
        }
        _folder.Verify().Finding.ShouldNotBeNull().Sequence.ShouldBe(31);
    }

    [Fact]
    public void a_log_whose_ends_were_removed_goes_on_and_stays_found()
    {
        WriteLog();
        _folder.Edit("DELETE FROM ends");
        using (var log = new SqliteEventLog(_folder.LogPath))
            log.Append(Noon, [new CommandReceived("{}")]);
        _folder.Verify().Finding.ShouldNotBeNull().Sequence.ShouldBe(41);
    }

    [Fact]
    public void a_log_without_hashes_is_taken_over()
    {
        _folder.Edit(
            """
            PRAGMA journal_mode = WAL;
            CREATE TABLE entries (
                sequence INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, json TEXT NOT NULL);
            CREATE TABLE kept (sequence INTEGER PRIMARY KEY AUTOINCREMENT, payload BLOB NOT NULL);
            INSERT INTO entries (at, kind, json) VALUES
                (1782907200000, 'settingsChanged', '{"reportIntervalS":7}'), (1782907201000, 'connectionChanged', '{"isConnected":true}');
            INSERT INTO kept (payload) VALUES (x'01'), (x'02');
            """
        );
        using (var log = new SqliteEventLog(_folder.LogPath))
        {
            log.KeptCount.ShouldBe(2);
            log.Keep([3]);
            log.ReadKept(9).Select(k => k.Payload[0]).ShouldBe<byte>([1, 2, 3]);
            log.Append(Noon, [new CommandReceived("{}")]);
            log.Read().Select(e => e.Kind).ShouldBe(["settingsChanged", "connectionChanged", "logTakenOver", "commandReceived"]);
        }
        _folder.Verify().Finding.ShouldBeNull();
        _folder.Edit("UPDATE entries SET json = '{}' WHERE sequence = 1");
        _folder.Verify().Finding.ShouldNotBeNull().Sequence.ShouldBe(1);
    }

    [Fact]
    public void two_that_write_to_one_file_leave_the_chain_whole()
    {
        using (var one = new SqliteEventLog(_folder.LogPath))
        using (var other = new SqliteEventLog(_folder.LogPath))
        {
            foreach (var log in new[] { one, other, one, other })
                log.Append(Noon, [new CommandReceived("{}")]);
        }
        _folder.Verify().Finding.ShouldBeNull();
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Entries 1 to <see cref="Entries"/>; the nth of them tells of command n − 1.</summary>
    private LogHead WriteLog(string what = "command")
    {
        using var log = new SqliteEventLog(_folder.LogPath);
        for (var i = 1; i < Entries; i++)
            log.Append(Noon.AddSeconds(i), [new CommandReceived($"{what} {i}")]);
        return log.Head.ShouldNotBeNull();
    }

    private static string RandomEdit(Random random)
    {
        var sequence = random.Next(1, Entries + 1);
        var other = 1 + (sequence + random.Next(Entries - 1)) % Entries;
        return random.Next(7) switch
        {
            0 => $"DELETE FROM entries WHERE sequence = {sequence}",
            1 => $"DELETE FROM entries WHERE sequence >= {sequence}",
            2 => $"UPDATE entries SET at = at + {random.Next(1, 9999)} WHERE sequence = {sequence}",
            3 => $"UPDATE entries SET json = substr(json, 1, length(json) - {random.Next(1, 9)}) WHERE sequence = {sequence}",
            4 => $"UPDATE entries SET kind = kind || 'x' WHERE sequence = {sequence}",
            5 =>
                $"UPDATE entries SET sequence = -1 WHERE sequence = {sequence}; UPDATE entries SET sequence = {sequence} WHERE sequence = {other}; UPDATE entries SET sequence = {other} WHERE sequence = -1",
            _ => $"UPDATE entries SET json = (SELECT json FROM entries WHERE sequence = {other}) WHERE sequence = {sequence}",
        };
    }

    private List<ChainedEntry> ReadAll()
    {
        using var log = LogReader.Open(_folder.LogPath);
        return [.. log.Read()];
    }

    private bool FindsAFault()
    {
        try
        {
            using var log = LogReader.Open(_folder.LogPath);
            return log.Ends is not { } ends || LogVerifier.Verify(ends, log.Read()).Finding is not null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return true;
        }
    }
}
