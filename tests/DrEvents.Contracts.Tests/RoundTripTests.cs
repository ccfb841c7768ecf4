using DrEvents.Contracts.Mqtt;

namespace DrEvents.Contracts.Tests;

public sealed class RoundTripTests
{
    private const int Seed = 20261123;
    private const int Times = 5_000;

    [Fact]
    public void a_command_that_is_written_is_read_as_it_was() => Each(s => s.Command(), c => VenCommand.Read(c.ToUtf8()).Message());

    [Fact]
    public void a_status_that_is_written_is_read_as_it_was() =>
        Each(s => s.Status(), m => VenStatusMessage.Read(m.ToUtf8(), "ven-1").Message());

    [Fact]
    public void a_sample_that_is_written_is_read_as_it_was() =>
        Each(
            s => s.Sample(),
            sample =>
            {
                var read = TelemetrySample.Read(sample.ToUtf8(), sample.VenId).Message();
                read.Loads.ShouldBe(sample.Loads);
                return read with { Loads = sample.Loads };
            }
        );

    [Fact]
    public void a_snapshot_that_is_written_is_read_as_it_was() =>
        Each(
            s => s.Snapshot(),
            snapshot =>
            {
                var read = LoadsSnapshot.Read(snapshot.ToUtf8(), null).Message();
                read.Loads.ShouldBe(snapshot.Loads);
                return read with { Loads = snapshot.Loads };
            }
        );

    [Fact]
    public void an_acknowledgement_that_is_written_is_read_as_it_was() =>
        Each(
            s => s.Ack(),
            ack =>
            {
                var read = VenAck.Read(ack.ToUtf8()).Message();
                read.CircuitsCurtailed.ShouldBe(ack.CircuitsCurtailed);
                read.Restored.ShouldBe(ack.Restored);
                // What was read keeps its data as it came, and so writes the same bytes again.
                read.ToUtf8().ShouldBe(ack.ToUtf8());
                return read with { CircuitsCurtailed = ack.CircuitsCurtailed, Restored = ack.Restored, DataJson = null };
            }
        );

    [Fact]
    public void no_bytes_make_a_reader_throw_and_every_refusal_says_why()
    {
        var seeded = new Seeded(Seed);
        for (var i = 0; i < Times; i++)
        {
            Says(TelemetrySample.Read(seeded.Damaged(seeded.Sample().ToUtf8()), "ven-1"));
            Says(LoadsSnapshot.Read(seeded.Damaged(seeded.Snapshot().ToUtf8()), null));
            Says(VenAck.Read(seeded.Damaged(seeded.Ack().ToUtf8())));
            Says(VenCommand.Read(seeded.Damaged(seeded.Command().ToUtf8())));
            Says(VenStatusMessage.Read(seeded.Damaged(seeded.Status().ToUtf8()), "ven-1"));
        }
    }

    private static void Says<T>(Decoded<T> decoded)
        where T : class
    {
        if (!decoded.TryGet(out _, out var error))
            error.ShouldContain(": ");
    }

    private static void Each<T>(Func<Seeded, T> make, Func<T, T> readBack)
    {
        var seeded = new Seeded(Seed);
        for (var i = 0; i < Times; i++)
        {
            var written = make(seeded);
            readBack(written).ShouldBe(written, $"message {i} of seed {Seed}");
        }
    }
}
