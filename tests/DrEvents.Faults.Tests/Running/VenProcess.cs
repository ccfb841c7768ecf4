using System.Globalization;
using DrEvents.Testing.Mqtt;
using DrEvents.Testing.Running;

namespace DrEvents.Faults.Tests.Running;

/// <summary>A VEN agent as a process.</summary>
/// <param name="venId">Its id.</param>
/// <param name="logFile">Its log.</param>
/// <param name="mqttPort">Port of its broker.</param>
/// <param name="folder">Where what it writes goes.</param>
/// <param name="webPort">Port of its page; 0 has none.</param>
/// <param name="options">More of its configuration.</param>
internal sealed class VenProcess(string venId, string logFile, int mqttPort, string folder, int webPort = 0, params string[] options)
    : IAsyncDisposable
{
    private readonly KillableProgram _program = new(venId, "drevents-ven.dll", folder);

    /// <summary>Starts it; it does not wait for the broker.</summary>
    public Task StartAsync() =>
        _program.StartAsync([
            $"--Ven:Id={venId}",
            $"--Ven:LogFile={logFile}",
            "--Ven:ReportIntervalSeconds=1",
            // At once, so that what is not back is a fault and not a load that waits for its turn.
            "--Ven:RestoreSpreadSeconds=0",
            "--Ven:RestoreRampSeconds=0",
            $"--Web:Port={webPort.ToString(CultureInfo.InvariantCulture)}",
            $"--Mqtt:Host={TestBroker.Host}",
            $"--Mqtt:Port={mqttPort.ToString(CultureInfo.InvariantCulture)}",
            .. options,
        ]);

    /// <inheritdoc cref="KillableProgram.KillAsync"/>
    public Task KillAsync() => _program.KillAsync();

    /// <inheritdoc cref="KillableProgram.Output"/>
    public string Output() => _program.Output();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
