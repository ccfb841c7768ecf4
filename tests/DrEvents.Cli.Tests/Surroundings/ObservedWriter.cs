using System.Text;

namespace DrEvents.Cli.Tests.Surroundings;

/// <summary>A stream of text that a test can wait on, line by line, instead of sleeping.</summary>
internal sealed class ObservedWriter : TextWriter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly StringBuilder _all = new();
    private readonly List<string> _lines = [];
    private readonly StringBuilder _line = new();
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Encoding Encoding => Encoding.UTF8;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    public override void Write(char value)
    {
        lock (_gate)
        {
            _all.Append(value);
            if (value != '\n')
            {
                _line.Append(value);
                return;
            }
            _lines.Add(_line.ToString().TrimEnd('\r'));
            _line.Clear();
            _more.SetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The first line, written or still to be written, that holds the text.</summary>
    public async Task<string> LineWith(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
                    return found;
                more = _more.Task;
            }
            await more.WaitAsync(patience.Token);
        }
    }

    public override string ToString()
    {
        lock (_gate)
            return _all.ToString();
    }
}
