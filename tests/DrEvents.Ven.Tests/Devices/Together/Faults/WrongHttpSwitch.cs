using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>A Shelly over HTTP.</summary>
internal sealed class WrongHttpSwitch(FakeTimeProvider clock) : WrongHttp("sauna", hasTimer: true, clock)
{
    public override string Load =>
        $$"""
            { "id": "sauna", "name": "Sauna", "type": "circuit", "ratedKw": 2, "priority": 1,
              "driver": { "kind": "http", "profile": "shelly2", "url": "http://127.0.0.1:{{Port}}" } }
            """;

    protected override bool IsWrite(string path) => path.Contains("Switch.Set", StringComparison.Ordinal);

    protected override string Answer(string path, Wrong wrong) =>
        IsWrite(path) ? Set(path) : Status(wrong == Wrong.Sentinel ? "65535000" : null);

    private string Status(string? watts) =>
        $$"""{"id":0,"source":"HTTP_in","output":{{(IsOn ? "true" : "false")}},"apower":{{watts ?? (1000 * PowerKw).ToString(CultureInfo.InvariantCulture)}},"voltage":229.8}""";

    private string Set(string path)
    {
        var after = path.Split("toggle_after=");
        var wasOn = IsOn;
        Switch(
            path.Contains("on=true", StringComparison.Ordinal),
            after.Length > 1 ? double.Parse(after[1], CultureInfo.InvariantCulture) : null
        );
        return $$"""{"was_on":{{(wasOn ? "true" : "false")}}}""";
    }
}
