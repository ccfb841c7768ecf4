namespace DrEvents.Aws.Tests.Shadows;

/// <summary>
/// Every order of wishing, overruling, deleting, restarting and moving, with a second between two steps and within one, however messages
/// arrive: a wish is carried out, and stays desired until it was.
/// </summary>
public sealed class ShadowOrderTests
{
    private static readonly Step[][] Stories =
    [
        [Step.WishSeven, Step.CommandNine, Step.DeleteAndForget, Step.WishSevenAgain, Step.Restart, Step.Move],
        [Step.WishSeven, Step.Disconnect, Step.DeleteAndForget, Step.WishSevenAgain, Step.Connect, Step.CommandNine],
        [Step.WishSeven, Step.CommandNine, Step.Delete, Step.WishSevenAgain, Step.WishEight],
        [Step.WishLoad, Step.WishLoad, Step.DeleteAndForget, Step.Disconnect, Step.Connect],
        [Step.WishLoad, Step.Move, Step.WishSeven, Step.Delete, Step.Restart],
    ];

    public static TheoryData<int, Delivery, int> All =>
        [
            .. from story in Enumerable.Range(0, Stories.Length)
            from delivery in Enum.GetValues<Delivery>()
            from secondsBetween in new[] { 0, 1 }
            select (story, delivery, secondsBetween),
        ];

    [Theory]
    [MemberData(nameof(All))]
    public async Task no_wish_is_lost_and_none_is_cleared_that_was_not_carried_out(int story, Delivery delivery, int secondsBetween)
    {
        var problems = new List<string>();
        foreach (var order in OrdersOf(Stories[story]))
        {
            using var run = new ShadowOrder(delivery, TimeSpan.FromSeconds(secondsBetween));
            foreach (var (n, step) in order.Index())
            {
                await run.TakeAsync(step);
                if (await run.ProblemAsync() is not { } problem)
                    continue;
                problems.Add($"{string.Join(", ", order.Take(n + 1))}: {problem}");
                break;
            }
        }
        problems.Distinct().OrderBy(p => p.Length).Take(5).ShouldBeEmpty();
    }

    private static IEnumerable<Step[]> OrdersOf(Step[] steps) =>
        steps.Length <= 1
            ? [steps]
            : steps
                .Index()
                .SelectMany(first => OrdersOf([.. steps.Where((_, n) => n != first.Index)]).Select(rest => (Step[])[first.Item, .. rest]));
}
