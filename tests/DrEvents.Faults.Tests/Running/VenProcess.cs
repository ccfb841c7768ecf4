using System.Globalization;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Faults.Tests.Running;

/// <summary>A VEN agent as a process.</summary>
internal sealed class VenProcess(string venId, string logFile, int mqttPort, string folder) : IAsyncDisposable
{
    private readonly KillableProgram _program = new(venId, "drevents-ven.dll", folder);

    /// <summary>Starts it; it does not wait for the broker.</summary>
    public Task StartAsync() =>
        _program.StartAsync([
            $"--Ven:Id={venId}",
            $"--Ven:LogFile={logFile}",
            "--Ven:ReportIntervalSeconds=1",
            "--Web:Port=0",
            $"--Mqtt:Host={TestBroker.Host}",
            $"--Mqtt:Port={mqttPort.ToString(CultureInfo.InvariantCulture)}",
        ]);

    /// <inheritdoc cref="KillableProgram.KillAsync"/>
    public Task KillAsync() => _program.KillAsync();

    /// <inheritdoc cref="KillableProgram.Output"/>
    public string Output() => _program.Output();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
