using System.Collections.Immutable;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>What the device shadow desired.</summary>
internal sealed partial record VenState
{
    private const int WishesMax = 128;

    /// <summary>The newest wish about each thing that was carried out, oldest first.</summary>
    public ImmutableList<WishCarriedOut> Wishes
    {
        get => field ?? [];
        init;
    }

    /// <summary>The newest wish about something that was carried out, or null.</summary>
    public WishCarriedOut? WishFor(string key) => Wishes.Find(w => w.Key == key);

    private VenState With(WishCarriedOut done) =>
        this with
        {
            Wishes = Bounded(Wishes.RemoveAll(w => w.Key == done.Key).Add(done), WishesMax),
        };
}
