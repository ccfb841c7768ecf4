using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Commissioning;
using DrEvents.Ven.Devices.LocalMqtt;
using DrEvents.Ven.Log;

namespace DrEvents.Ven;

/// <summary>What happens at real devices.</summary>
public sealed partial class VenAgent
{
    private readonly DeviceSet _devices;
    private readonly HomeAssistantLink? _homeAssistant;

    private void StartDevices()
    {
        TakeUpLeftTrials();
        _devices.Start(new DeviceNews(this), _controller.HeldDevices, _clock.GetUtcNow());
        _homeAssistant?.Start();
    }

    /// <summary>What a trial beside the VEN (<c>device test</c>) has left on a device when its process died is taken off as the VEN's own.</summary>
    private void TakeUpLeftTrials()
    {
        foreach (var id in _all.OfType<DeviceLoad>().Select(d => d.Description.Id))
        {
            using var mark = _options.HomeFile is { } home ? TrialMark.TakeLeft(home, id) : null;
            if (mark is null)
                continue;
            LogLeftTrial(_logger, id, mark.Since);
            if (!_controller.HeldDevices.Contains(id))
                _controller.Note(_clock.GetUtcNow(), new DeviceHeld(id, IsHeld: true));
        }
    }

    /// <summary>The device is free: no mark of a dead trial is needed any more.</summary>
    private void EndLeftTrial(string loadId)
    {
        if (_options.HomeFile is { } home && TrialMark.TakeLeft(home, loadId)?.End() is { } problem)
            LogMarkStays(_logger, TrialMark.PathOf(home, loadId), problem);
    }

    private async Task EndDevicesAsync(bool isAbort)
    {
        await (_homeAssistant?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (isAbort ? _devices.AbandonAsync() : _devices.EndAsync());
    }

    private HomeAssistantLink? HomeAssistant() =>
        _options.Home?.HomeAssistant is { } settings
            ? new HomeAssistantLink(settings, _options.VenId, _desk ?? new Desk(this), _clock)
            : null;

    /// <summary>What the devices' loops call; apart, so that it is no part of the VEN's public face.</summary>
    private sealed class DeviceNews(VenAgent ven) : IDeviceListener
    {
        public void StateChanged(string loadId, DeviceState state, string? reason)
        {
            LogState(ven._logger, loadId, DeviceStatus.WordOf(state), reason ?? "all is well");
            Note(new DeviceStateChanged(loadId, DeviceStatus.WordOf(state), reason));
        }

        public void Held(string loadId, bool isHeld)
        {
            ven._controller.Note(ven._clock.GetUtcNow(), new DeviceHeld(loadId, isHeld));
            if (!isHeld)
                ven.EndLeftTrial(loadId);
        }

        public void SetByHand(string loadId, string what)
        {
            LogSetByHand(ven._logger, loadId, what);
            Note(new LoadSetByHand(loadId, what));
        }

        /// <summary>What the device can give is another now, so that a reduction is planned anew at once.</summary>
        private void Note(VenEvent happened)
        {
            ven._controller.Note(ven._clock.GetUtcNow(), happened);
            ven.ReportNow();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Device {LoadId} is {State}: {Reason}")]
    private static partial void LogState(ILogger logger, string loadId, string state, string reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Device {LoadId} was set by hand ({What}); it is left alone until the reduction is over"
    )]
    private static partial void LogSetByHand(ILogger logger, string loadId, string what);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A trial of device {LoadId} of {Since} was broken off and may have left it limited; that is taken off"
    )]
    private static partial void LogLeftTrial(ILogger logger, string loadId, string since);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{File} cannot be deleted ({Problem}); each start of the VEN releases the device until somebody deletes it"
    )]
    private static partial void LogMarkStays(ILogger logger, string file, string problem);
}
