using System.Net.Sockets;
using DrEvents.Ven.Devices.Modbus.Lines;

namespace DrEvents.Ven.Devices.Meters;

/// <summary>A meter that sends telegrams by itself, over a serial line or TCP. It is listened to, and nothing is ever sent to it.</summary>
/// <param name="interval">How often it sends.</param>
internal sealed class TelegramMeter(ILine line, ITelegramForm form, TimeSpan interval, TimeProvider time) : IMeterDriver
{
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(5);

    private readonly TelegramBuffer _buffer = new(form);
    private readonly TimeSpan _patience = 3 * interval > LeastPatience ? 3 * interval : LeastPatience;
    private Stream? _stream;
    private long _heardAt;
    private long _askedAt;

    /// <inheritdoc />
    public TimeSpan ReadInterval => interval;

    /// <inheritdoc />
    public async Task<MeterReading> ReadAsync(CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        string? error = null;
        try
        {
            // What has waited since nobody listened is of nobody knows when.
            if (time.GetElapsedTime(_askedAt) > _patience)
                await CloseAsync();
            if (_stream is null)
            {
                _stream = await line.OpenAsync(either.Token);
                _buffer.Clear();
                _heardAt = time.GetTimestamp();
            }
            while (true)
            {
                var room = _buffer.Room;
                var count = await _stream.ReadAsync(room, either.Token);
                if (count == 0)
                    throw new EndOfStreamException("the connection was closed");
                _buffer.Added(count);
                (var newest, error) = Newest(error);
                if (newest is not null)
                    _heardAt = time.GetTimestamp();
                // Where all room was filled, newer telegrams are waiting behind.
                if (newest is { } reading && count < room.Length)
                    return reading;
            }
        }
        catch (OperationCanceledException)
        {
            // Callers with less patience come again and again: a line that is dead has to end for them too.
            if (timeout.IsCancellationRequested || time.GetElapsedTime(_heardAt) >= _patience)
                await CloseAsync();
            cancellation.ThrowIfCancellationRequested();
            throw error is null
                ? new DeviceException(DeviceState.Unreachable, $"{line.Name}: no telegram within {_patience.TotalSeconds:0} s")
                : new DeviceException(DeviceState.Refused, $"{line.Name}: {error}");
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException or UnauthorizedAccessException)
        {
            await CloseAsync();
            throw new DeviceException(DeviceState.Unreachable, $"{line.Name}: {e.Message}", e);
        }
        finally
        {
            _askedAt = time.GetTimestamp();
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => CloseAsync();

    private (MeterReading? Reading, string? Error) Newest(string? error)
    {
        MeterReading? newest = null;
        while (_buffer.Take() is { Length: > 0 } telegram)
        {
            var (reading, wrong) = form.Read(telegram);
            newest = reading ?? newest;
            error = wrong ?? error;
        }
        return (newest, error);
    }

    private async ValueTask CloseAsync()
    {
        var stream = _stream;
        _stream = null;
        if (stream is null)
            return;
        try
        {
            await stream.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            // A cable that was pulled out cannot be closed in order.
        }
    }
}
