using System.Net.Sockets;
using DrEvents.Ven.Devices.Modbus.Lines;

namespace DrEvents.Ven.Devices.Modbus;

/// <summary>
/// One line with all the units on it: one request at a time, whoever asks. It connects when it is asked and is not connected, tries once, and
/// waits no longer for an answer than who asks wants to.
/// </summary>
internal sealed class ModbusConnection(LineAddress address, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Answers that did not come, one after another, until a connection counts as dead.</summary>
    private const int SilentMax = 2;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private Stream? _stream;
    private ModbusFraming? _framing;
    private int _silent;

    /// <summary>Where it goes, for people.</summary>
    public string Name => address.Line.Name;

    /// <summary>
    /// Asks a unit, and hands out the data of its answer; fails as a driver does. The wait for the answer begins when the line is free: what a
    /// neighbour's silence takes is not this unit's.
    /// </summary>
    public async Task<byte[]> AskAsync(ModbusRequest request, TimeSpan answerTimeout, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            using var timeout = new CancellationTokenSource(answerTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
            try
            {
                return request.DataOf(await ExchangeAsync(request, either.Token)).ToArray();
            }
            catch (OperationCanceledException)
            {
                await EndAfterSilenceAsync();
                cancellation.ThrowIfCancellationRequested();
                throw new DeviceException(
                    DeviceState.Unreachable,
                    $"{Name}, {request.Say()}: no answer within {answerTimeout.TotalSeconds:0.###} s"
                );
            }
            catch (DeviceException e)
            {
                throw new DeviceException(
                    e.State,
                    e.Message.StartsWith(Name, StringComparison.Ordinal) ? e.Message : $"{Name}, {e.Message}",
                    e
                );
            }
            catch (Exception e) when (IsOfLine(e))
            {
                await CloseAsync();
                throw new DeviceException(DeviceState.Unreachable, $"{Name}, {request.Say()}: {e.Message}", e);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _turn.Dispose();
    }

    private async Task<byte[]> ExchangeAsync(ModbusRequest request, CancellationToken cancellation)
    {
        if (_framing is null)
        {
            _stream = await address.Line.OpenAsync(cancellation);
            _framing = address.IsRtu ? new ModbusRtuFraming(_stream) : new ModbusTcpFraming(_stream);
            _silent = 0;
        }
        if (address.Line.SilenceBefore > TimeSpan.Zero)
            await Task.Delay(address.Line.SilenceBefore, time, cancellation);
        await _framing.SendAsync(request, cancellation);
        var answer = await _framing.AnswerAsync(request, cancellation);
        _silent = 0;
        return answer;
    }

    /// <summary>Serial ports fail in ways of their own when their adapter is pulled out.</summary>
    private static bool IsOfLine(Exception e) =>
        e is IOException or SocketException or ModbusGarbledException or InvalidOperationException or UnauthorizedAccessException;

    private async ValueTask EndAfterSilenceAsync()
    {
        _silent++;
        if (_framing is { RecognisesLate: false } || _silent >= SilentMax)
            await CloseAsync();
    }

    private async ValueTask CloseAsync()
    {
        var stream = _stream;
        (_stream, _framing) = (null, null);
        if (stream is null)
            return;
        try
        {
            await stream.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            // An adapter that was pulled out cannot be closed in order.
        }
    }
}
