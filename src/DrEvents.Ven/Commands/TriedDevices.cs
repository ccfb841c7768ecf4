using System.Collections.Concurrent;
using System.Globalization;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Commissioning;
using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Commands;

/// <summary>
/// The devices that a verb talks to, with the marks of trials: what a trial whose process died has left on a device is taken off first, and a trial of
/// this run is marked before its limit.
/// </summary>
/// <param name="home">The home's file.</param>
/// <param name="loads">What the verb talks to.</param>
/// <param name="output">Gets results.</param>
/// <param name="clock">The machine's.</param>
internal sealed class TriedDevices(string home, IReadOnlyList<ILoad> loads, TextWriter output, TimeProvider clock) : IDeviceListener
{
    private static readonly TimeSpan FreeWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly DeviceSet _set = new(loads);
    private readonly ConcurrentDictionary<string, bool> _held = [];
    private readonly Dictionary<string, TrialMark> _marks = [];

    /// <summary>Connects to all, and takes off what dead trials have left.</summary>
    /// <returns>Whether all of it is off.</returns>
    public async Task<bool> StartAsync(CancellationToken stop)
    {
        var left = loads.OfType<DeviceLoad>().Where(IsLeft).ToList();
        _set.Start(this, [.. left.Select(d => d.Description.Id)], clock.GetUtcNow());
        var areFree = true;
        foreach (var device in left)
            areFree &= await FreeAsync(device, stop);
        return areFree;
    }

    /// <summary>Limits a device for a trial, which is marked before.</summary>
    /// <exception cref="DeviceException">The mark cannot be written, and the device would stay limited if this process died.</exception>
    public void Limit(DeviceLoad device, double kw, DateTimeOffset now)
    {
        var id = device.Description.Id;
        try
        {
            _marks[id] = TrialMark.Begin(home, id, now);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (device.MeasureAt(now).Device?.Forgetting != LimitForgetting.ByDevice)
                throw new DeviceException(
                    DeviceState.Refused,
                    $"not tried: it has no timer of its own, and that it is being tried cannot be written beside the home's file ({e.Message})"
                );
        }
        device.LimitTo(kw, now);
    }

    /// <summary>Ends all. The mark of a device that does not show that it is free stays.</summary>
    /// <param name="isRead">Whether the devices were only read, so that nothing is to be taken off.</param>
    public async Task EndAsync(bool isRead)
    {
        await (isRead ? _set.AbandonAsync() : _set.EndAsync());
        foreach (var (id, mark) in _marks)
        {
            if (!_held.GetValueOrDefault(id))
                mark.End();
            else
                mark.Dispose();
        }
        _marks.Clear();
    }

    public void StateChanged(string loadId, DeviceState state, string? reason) { }

    public void Held(string loadId, bool isHeld) => _held[loadId] = isHeld;

    public void SetByHand(string loadId, string what) { }

    private bool IsLeft(DeviceLoad device)
    {
        var id = device.Description.Id;
        if (TrialMark.TakeLeft(home, id) is not { } mark)
            return false;
        (_marks[id], _held[id]) = (mark, true);
        return true;
    }

    private async Task<bool> FreeAsync(DeviceLoad device, CancellationToken stop)
    {
        var id = device.Description.Id;
        var mark = _marks[id];
        await output.WriteLineAsync($"{id}: a trial of {mark.Since} was broken off and may have left it limited; that is taken off first");
        var isWaitSaid = false;
        for (var began = clock.GetTimestamp(); clock.GetElapsedTime(began) < FreeWithin; await Task.Delay(Look, clock, stop))
        {
            if (!_held[id])
            {
                _marks.Remove(id);
                var problem = mark.End();
                await output.WriteLineAsync(problem is null ? $"{id}: free" : $"{id}: free, and its mark stays: {problem}");
                return true;
            }
            if (device.StaysOffFor is not { Ticks: > 0 } wait)
                continue;
            began = clock.GetTimestamp();
            if (!isWaitSaid)
                await output.WriteLineAsync(
                    string.Create(CultureInfo.InvariantCulture, $"{id}: waiting {wait.TotalSeconds:0} s until it may come back")
                );
            isWaitSaid = true;
        }
        await output.WriteLineAsync($"{id}: does not show that it is free; the next start of the VEN, or of this, tries again");
        return false;
    }
}
