using DrEvents.Backend.Features.Streams;

namespace DrEvents.Backend.Tests.Streams;

public sealed class StoredWindowTests
{
    [Fact]
    public void whoever_follows_from_page_to_page_is_told_each_once()
    {
        var window = Begun(10);
        window.Add([Page(12, 15), Page(18, 18)], upTo: 20);

        var told = Follow(window, 10);

        told.Pages.ShouldBe([(12, 15), (18, 18)]);
        told.Position.ShouldBe(20);
    }

    [Fact]
    public void between_two_pages_is_nothing_so_that_any_number_there_will_do()
    {
        var window = Begun(10);
        window.Add([Page(12, 15), Page(18, 18)], upTo: 20);

        Follow(window, 16).Pages.ShouldBe([(18, 18)]);
        window.At(13).ShouldBe(new Look(LookKind.Inside, 15));
        window.At(21).Kind.ShouldBe(LookKind.Ahead);
        window.At(9).ShouldBe(new Look(LookKind.Before, 10));
    }

    [Fact]
    public void what_is_oldest_goes_when_there_is_too_much()
    {
        var window = Begun(0, itemsMax: 3);
        for (var n = 1; n <= 5; n++)
            window.Add([Page(n, n)], n);

        window.At(1).ShouldBe(new Look(LookKind.Before, 2));
        Follow(window, 2).Pages.ShouldBe([(3, 3), (4, 4), (5, 5)]);
    }

    [Fact]
    public void what_was_read_for_one_who_came_again_is_there_for_the_next()
    {
        var window = Begun(10);
        window.Add([Page(12, 15)], upTo: 20);
        window.AddBefore([Page(5, 7)], after: 3, upTo: 10);

        Follow(window, 3).Pages.ShouldBe([(5, 7), (12, 15)]);
    }

    [Fact]
    public void what_was_read_for_one_who_came_again_is_not_kept_where_there_is_no_room_or_where_it_does_not_fit()
    {
        var window = Begun(10, itemsMax: 2);
        window.Add([Page(12, 15)], upTo: 20);

        window.AddBefore([Page(5, 5), Page(7, 7)], after: 3, upTo: 10);
        window.AddBefore([Page(5, 5)], after: 3, upTo: 9);

        window.At(3).ShouldBe(new Look(LookKind.Before, 10));
    }

    private static StoredWindow Begun(long at, int itemsMax = 100)
    {
        var window = new StoredWindow(itemsMax);
        window.At(at).Kind.ShouldBe(LookKind.NotBegun);
        window.BeginAt(at);
        return window;
    }

    private static StoredPage Page(long first, long upTo) => new(first, upTo, [new PageItem(null, [], Stream: null, [])], Decision: null);

    private static (List<(long, long)> Pages, long Position) Follow(StoredWindow window, long position)
    {
        var pages = new List<(long, long)>();
        while (window.At(position) is { Kind: LookKind.Page, Page: { } page })
        {
            pages.Add((page.First, page.UpTo));
            position = page.UpTo;
        }
        var end = window.At(position);
        end.Kind.ShouldBe(LookKind.AtEnd);
        return (pages, end.UpTo);
    }
}
