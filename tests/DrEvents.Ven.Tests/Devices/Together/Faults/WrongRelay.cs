using DrEvents.Ven.Devices.Relays;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>A relay whose module can be pulled out.</summary>
internal sealed class WrongRelay(FakeTimeProvider clock) : WrongSwitch("pump", hasTimer: false, clock), IRelayLine
{
    public override IReadOnlyList<Wrong> Wrongs { get; } = [Wrong.Silent, Wrong.OtherMaster];

    public override string Load =>
        """
            { "id": "pump", "name": "Pool pump", "type": "circuit", "ratedKw": 1.85, "priority": 1, "driver": { "kind": "relay", "line": 17 } }
            """;

    public bool IsHigh => Wrong == Wrong.Silent ? throw new IOException("unplugged") : !IsOn;

    public void Set(bool isHigh)
    {
        if (Wrong == Wrong.Silent)
            throw new IOException("unplugged");
        Switch(!isHigh, null);
    }

    void IDisposable.Dispose() { }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
