using System.Globalization;

namespace DrEvents.Local.Demo;

/// <summary>
/// What lies between two steps: nothing, or time for a person who follows them on the pages. Before each it says what to look at, and where.
/// </summary>
/// <param name="arguments">How the demo was started.</param>
/// <param name="keyboard">Where Enter is pressed; null where nobody can.</param>
/// <param name="screen">Where it is said.</param>
/// <param name="clock">By which it waits.</param>
internal sealed class DemoPace(DemoArguments arguments, TextReader? keyboard, TextWriter screen, TimeProvider clock)
{
    /// <summary>Where nobody can press Enter, and no pause was asked for.</summary>
    private static readonly TimeSpan WithoutKeyboard = TimeSpan.FromSeconds(5);

    /// <summary>From the request to the event's start.</summary>
    public TimeSpan Lead { get; } = TimeSpan.FromSeconds(arguments.IsWatched ? 20 : 2);

    /// <summary>How long the event is; one that is watched is stopped by its step, however long somebody looked.</summary>
    public TimeSpan EventLength { get; } = arguments.IsWatched ? TimeSpan.FromHours(1) : TimeSpan.FromSeconds(15);

    /// <summary>Whether a person follows the steps.</summary>
    public bool IsWatched { get; } = arguments.IsWatched;

    private TimeSpan? Pause { get; } = arguments.Pause ?? (keyboard is null ? WithoutKeyboard : null);

    /// <summary>Says how it goes on.</summary>
    public async Task BeginAsync(Uri pages)
    {
        if (!IsWatched)
            return;
        await screen.WriteLineAsync($"The pages are at {pages}: open them beside this window.");
        if (arguments.Pause is null && keyboard is null)
            await screen.WriteLineAsync(
                F($"There is no terminal to press Enter at: each step waits {WithoutKeyboard.TotalSeconds:0} s (--pause=10s).")
            );
    }

    /// <summary>Says what the next step will show, and waits.</summary>
    /// <param name="number">Of the step.</param>
    /// <param name="step">Its name.</param>
    /// <param name="pages">Where the pages are.</param>
    /// <param name="eventId">The event, as soon as there is one.</param>
    /// <param name="stopping">Ends the waiting.</param>
    public async Task BeforeAsync(int number, string step, Uri pages, string? eventId, CancellationToken stopping)
    {
        if (!IsWatched)
            return;
        var (path, words) = DemoSights.Of(step, eventId);
        await screen.WriteLineAsync(F($"{Environment.NewLine}     {number, 2}  {step}: {words}"));
        await screen.WriteLineAsync($"         {new Uri(pages, path)}");
        if (Pause is { } pause)
        {
            await Task.Delay(pause, clock, stopping);
            return;
        }
        await screen.WriteAsync("         Enter goes on. ");
        // Nothing can take a reading from a terminal back; its thread ends with the process.
        await Task.Run(keyboard!.ReadLine, CancellationToken.None).WaitAsync(stopping);
    }

    private static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
