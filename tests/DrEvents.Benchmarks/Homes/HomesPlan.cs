namespace DrEvents.Benchmarks.Homes;

/// <summary>An event that a part of the homes is called to.</summary>
/// <param name="Group">Which part.</param>
internal sealed record PlannedCall(int Number, DateTimeOffset Start, TimeSpan Length, int Group)
{
    public DateTimeOffset End => Start + Length;
}

/// <summary>An hour in which some homes were not called to anything, and are measured as if they had been.</summary>
/// <param name="Homes">Their numbers.</param>
internal sealed record PlaceboWindow(DateTimeOffset Start, TimeSpan Length, IReadOnlyList<int> Homes)
{
    public DateTimeOffset End => Start + Length;
}

/// <summary>
/// Who is called when. Events take turns among parts of the fleet, so that each home has days without one; every second day has an event, the others two, at
/// hours that change.
/// </summary>
/// <param name="Homes">How many there are.</param>
/// <param name="Days">Days in all.</param>
/// <param name="FreeDays">The first days, on which nobody is called.</param>
/// <param name="Groups">Parts of the fleet.</param>
/// <param name="WindowHomes">Homes that a placebo window has.</param>
internal sealed record HomesPlan(int Homes, int Days, int FreeDays, int Groups, int WindowHomes)
{
    /// <summary>
    /// A Monday in winter; no holiday is in the month after it. Days are those of UTC. It lies ahead of whatever clock the store has, so that nothing takes what
    /// comes in for newer than now.
    /// </summary>
    public DateTimeOffset First { get; init; } = new(2033, 1, 31, 0, 0, 0, TimeSpan.Zero);

    // Four hours before and four after lie within the same day.
    private static readonly int[] Mornings = [7, 9, 6, 11];
    private static readonly int[] Evenings = [17, 15, 18, 16];
    private static readonly TimeSpan[] Lengths = [TimeSpan.FromHours(1), TimeSpan.FromHours(2)];
    private static readonly TimeSpan WindowLength = TimeSpan.FromHours(1);

    /// <summary>Days on which somebody may be called.</summary>
    public IEnumerable<int> EventDays => Enumerable.Range(FreeDays, Days - FreeDays);

    /// <summary>All events, in their order.</summary>
    public IReadOnlyList<PlannedCall> Calls()
    {
        var calls = new List<PlannedCall>();
        foreach (var (turn, day) in EventDays.Index())
        {
            var pair = turn / 2;
            if (turn % 2 == 1)
                Add(day, Mornings[pair % Mornings.Length]);
            Add(day, Evenings[(pair + 2 * (turn % 2)) % Evenings.Length]);
        }
        return calls;

        void Add(int day, int hour) =>
            calls.Add(
                new PlannedCall(
                    calls.Count + 1,
                    First.AddDays(day).AddHours(hour),
                    Lengths[calls.Count / Groups % Lengths.Length],
                    calls.Count % Groups
                )
            );
    }

    /// <summary>The part of the fleet that a home is in.</summary>
    public int GroupOf(int home) => home % Groups;

    /// <summary>The numbers of the homes of a part of the fleet.</summary>
    public IEnumerable<int> HomesOf(int group) => Enumerable.Range(0, Homes).Where(h => GroupOf(h) == group);

    /// <summary>
    /// Windows in which nothing happened: of each part of the fleet that is not called on a day, all homes, a few together and none twice, in a morning and an
    /// evening; those of one day are at different hours as far as there are some.
    /// </summary>
    public IReadOnlyList<PlaceboWindow> Windows()
    {
        var called = Calls().Select(c => (Day: (c.Start - First).Days, c.Group)).ToHashSet();
        var windows = new List<PlaceboWindow>();
        foreach (var day in EventDays)
        {
            var free = Enumerable.Range(0, Groups).Where(g => !called.Contains((day, g)));
            foreach (var (turn, homes) in free.SelectMany(g => HomesOf(g).Chunk(WindowHomes)).Index())
            {
                Add(day, Mornings[(day + turn) % Mornings.Length], homes);
                Add(day, Evenings[(day + turn) % Evenings.Length], homes);
            }
        }
        return windows;

        void Add(int day, int hour, int[] homes) => windows.Add(new PlaceboWindow(First.AddDays(day).AddHours(hour), WindowLength, homes));
    }
}
