using System.Threading.Channels;

namespace DrEvents.Simulator.Truth;

/// <summary>
/// The truth of a fleet as a file of comma-separated values, in the order in which it was measured. A fleet that is faster than the disk
/// waits for it; a disk that fails ends the fleet.
/// </summary>
public sealed class TruthFile : IAsyncDisposable
{
    private const int RowsWaitingMax = 20_000;
    private const int BufferBytes = 1 << 16;

    private readonly Channel<TruthRow> _rows = Channel.CreateBounded<TruthRow>(
        new BoundedChannelOptions(RowsWaitingMax) { SingleReader = true }
    );
    private readonly StreamWriter _file;
    private readonly Task _writing;

    /// <summary>Begins a new file; one of that name that is there is replaced.</summary>
    /// <exception cref="IOException">It cannot be written there: its folder is not there, for example, and is not made of a typo.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written there.</exception>
    public TruthFile(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"there is no folder {folder}");
        _file = new StreamWriter(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                Share = FileShare.Read,
                BufferSize = BufferBytes,
            }
        );
        _file.WriteLine(TruthRow.Header);
        _writing = WriteAsync();
    }

    /// <summary>Takes a row; waits while too many wait.</summary>
    /// <exception cref="IOException">The file cannot be written any more.</exception>
    public async ValueTask AddAsync(TruthRow row)
    {
        try
        {
            await _rows.Writer.WriteAsync(row);
        }
        catch (ChannelClosedException e) when (e.InnerException is { } cause)
        {
            throw new IOException($"The truth cannot be written: {cause.Message}", cause);
        }
    }

    /// <summary>Writes what waits, and closes the file.</summary>
    /// <exception cref="IOException">Not all of it is in the file.</exception>
    public async ValueTask DisposeAsync()
    {
        _rows.Writer.TryComplete();
        try
        {
            await _writing;
        }
        finally
        {
            await _file.DisposeAsync();
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            while (await _rows.Reader.WaitToReadAsync())
            {
                while (_rows.Reader.TryRead(out var row))
                    await _file.WriteLineAsync(row.ToString());
                // Who reads along sees whole rows, and a fleet that is killed loses little.
                await _file.FlushAsync();
            }
        }
        catch (Exception e)
        {
            _rows.Writer.TryComplete(e);
            throw;
        }
    }
}
