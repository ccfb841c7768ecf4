using System.Diagnostics;
using System.Threading.Channels;

namespace DrEvents.Ven.Benchmarks.Devices;

/// <summary>When a device was told something.</summary>
/// <param name="Device">Which.</param>
/// <param name="IsLimited">Whether it is limited from then on.</param>
/// <param name="At">By the stopwatch.</param>
internal readonly record struct Move(string Device, bool IsLimited, long At);

/// <summary>What comes to the devices, in the order in which it comes.</summary>
internal sealed class Moves
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Channel<Move> _moves = Channel.CreateUnbounded<Move>();

    /// <summary>A device was told something just now.</summary>
    public void Note(string device, bool isLimited) => _moves.Writer.TryWrite(new Move(device, isLimited, Stopwatch.GetTimestamp()));

    /// <summary>Forgets what has come so far.</summary>
    public void Forget()
    {
        while (_moves.Reader.TryRead(out _)) { }
    }

    /// <summary>The next that limits a device, or takes its limit away.</summary>
    public async Task<Move> NextAsync(bool isLimited)
    {
        using var bound = new CancellationTokenSource(Longest);
        var others = new List<string>();
        try
        {
            while (true)
            {
                var move = await _moves.Reader.ReadAsync(bound.Token);
                if (move.IsLimited == isLimited)
                    return move;
                others.Add(move.Device);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(
                $"No device was {(isLimited ? "limited" : "given free")} within {Longest.TotalSeconds} s; the other way: {string.Join(", ", others)}."
            );
        }
    }
}
