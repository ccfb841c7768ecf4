namespace DrEvents.Ven.Devices.Ocpp.Rpc;

/// <summary>
/// Slows a peer down that sends without end: it is read no faster than so many messages a second, so that TCP holds it up, and the others have
/// the processor.
/// </summary>
internal sealed class RpcPace(int messagesASecondMax, TimeProvider time)
{
    private long _secondBegan = time.GetTimestamp();
    private int _inSecond;

    /// <summary>Counts one message; waits where that was one too many.</summary>
    public ValueTask CountAsync(CancellationToken cancellation)
    {
        var passed = time.GetElapsedTime(_secondBegan);
        if (passed >= TimeSpan.FromSeconds(1))
            (_secondBegan, _inSecond) = (time.GetTimestamp(), 0);
        return ++_inSecond <= messagesASecondMax
            ? ValueTask.CompletedTask
            : new ValueTask(Task.Delay(TimeSpan.FromSeconds(1) - passed, time, cancellation));
    }
}
