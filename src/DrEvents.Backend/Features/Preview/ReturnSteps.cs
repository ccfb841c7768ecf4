namespace DrEvents.Backend.Features.Preview;

/// <summary>How those come back that would be told to restore.</summary>
public static class ReturnSteps
{
    private const int Steps = 15;

    /// <summary>Null when nobody is told to restore who sheds.</summary>
    public static ReturnPreview? Of(IReadOnlyList<WouldTell> told)
    {
        var back = told.Where(t => t is { What: WouldTell.Restore, FromKw: > 0 }).ToList();
        if (back.Count == 0)
            return null;
        var timed = back.Where(t => t.ReturnSeconds is not null).OrderBy(t => t.ReturnSeconds).ToList();
        var last = timed.Count == 0 ? 0 : timed[^1].ReturnSeconds!.Value;
        var moments = Enumerable.Range(0, Steps + 1).Select(i => (int)Math.Ceiling((double)last * i / Steps)).Distinct();
        return new ReturnPreview(
            back.Count,
            back.Sum(t => t.FromKw),
            AtOnce: timed.Count == back.Count && last == 0,
            back.Count - timed.Count,
            last,
            timed.Count == 0 ? [] : [.. moments.Select(At)]
        );

        ReturnStep At(int seconds)
        {
            var free = timed.TakeWhile(t => t.ReturnSeconds <= seconds).ToList();
            return new ReturnStep(seconds, free.Count, free.Sum(t => t.FromKw));
        }
    }
}
