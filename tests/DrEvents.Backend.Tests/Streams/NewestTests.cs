using System.Text;
using DrEvents.Backend.Features.Streams;

namespace DrEvents.Backend.Tests.Streams;

public sealed class NewestTests
{
    private readonly Pulse _pulse = new();

    [Fact]
    public void only_a_change_makes_a_new_version_and_wakes()
    {
        var newest = new Newest(_pulse);
        newest.Set("1"u8.ToArray(), compared: "a"u8.ToArray());
        var (version, next) = (newest.Value.Version, _pulse.Next);

        newest.Set("2"u8.ToArray(), compared: "a"u8.ToArray());
        (newest.Value.Version, next.IsCompleted).ShouldBe((version, false));

        newest.Set("3"u8.ToArray(), compared: "b"u8.ToArray());
        (newest.Value.Version, next.IsCompleted).ShouldBe((version + 1, true));
    }

    [Fact]
    public void what_nobody_reads_any_more_is_told_to_nobody_and_told_again_when_it_is_read_again()
    {
        var newest = new Newest(_pulse);
        var part = new WholePart("network", newest);
        newest.Set("1"u8.ToArray());
        part.Next(1).ShouldNotBeNull();
        newest.Forget();
        var later = new WholePart("network", newest);

        later.Next(1).ShouldBeNull();
        newest.Set("1"u8.ToArray());

        later.Next(1).ShouldNotBeNull();
    }

    [Fact]
    public void of_many_each_is_told_when_it_changed_and_the_longest_unsaid_first()
    {
        var many = new NewestOfMany(_pulse);
        Set(many, ("a", 1), ("b", 1), ("c", 1));
        var all = many.After(0, most: 2);
        Said(all).ShouldBe(("a1 b1", 1));
        Set(many, ("a", 2), ("b", 1), ("c", 1));

        Said(many.After(all.Place, most: 2)).ShouldBe(("c1 a2", 0));
        Said(many.After(0, most: 10)).ShouldBe(("b1 c1 a2", 0));
    }

    [Fact]
    public void what_changed_again_and_again_is_told_once_and_takes_no_more_room()
    {
        var many = new NewestOfMany(_pulse);
        for (var n = 0; n < 100; n++)
            Set(many, ("a", n), ("b", 1));

        Said(many.After(0, most: 10)).ShouldBe(("b1 a99", 0));
        Said(many.After(150, most: 10)).ShouldBe(("", 0));
    }

    [Fact]
    public void that_there_is_none_is_told_once_when_it_is_known()
    {
        var many = new NewestOfMany(_pulse);
        var part = new ChangedPart("events", many);
        part.Next(1).ShouldBeNull();
        var next = _pulse.Next;
        Set(many);

        next.IsCompleted.ShouldBeTrue();
        Encoding.UTF8.GetString(part.Next(1)!).ShouldBe("id: 1\nevent: events\ndata: {\"events\":[],\"left\":0}\n\n");
        part.Next(1).ShouldBeNull();
    }

    private static void Set(NewestOfMany many, params (string Key, int Value)[] all) =>
        many.Set(all.Select(a => (a.Key, Encoding.UTF8.GetBytes($"{a.Key}{a.Value}"))));

    private static (string, int) Said((IReadOnlyList<byte[]> Changed, long Place, int Left) after) =>
        (string.Join(' ', after.Changed.Select(Encoding.UTF8.GetString)), after.Left);
}
