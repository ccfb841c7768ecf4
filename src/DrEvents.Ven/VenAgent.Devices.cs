using DrEvents.Ven.Devices;
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
        _devices.Start(new DeviceNews(this), _controller.HeldDevices, _clock.GetUtcNow());
        _homeAssistant?.Start();
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

        public void Held(string loadId, bool isHeld) => ven._controller.Note(ven._clock.GetUtcNow(), new DeviceHeld(loadId, isHeld));

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
}
