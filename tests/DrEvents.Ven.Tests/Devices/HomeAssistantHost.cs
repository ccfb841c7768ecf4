using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>A Home Assistant on loopback, by what its makers document of its REST API: a switch, and a sensor of its power.</summary>
internal sealed partial class HomeAssistantHost : IAsyncDisposable
{
    private const string Switch = "switch.boiler";
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public HomeAssistantHost()
    {
        Url = $"http://127.0.0.1:{FreePort.Take()}";
        _listener.Prefixes.Add($"{Url}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>The token that it gave out.</summary>
    public string Token { get; } = "a-long-lived-token";

    /// <summary>Whether the token is of an administrator; templates are for nobody else.</summary>
    public bool IsAdministrator { get; set; }

    public bool IsOn { get; set; } = true;

    /// <summary>An integration that lost its device says so by its states.</summary>
    public bool IsUnavailable { get; set; }

    public double PowerW { get; set; } = 1_850;

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            var context = await _listener.GetContextAsync();
            using var reader = new StreamReader(context.Request.InputStream);
            var (status, answer) = Answer(context.Request, await reader.ReadToEndAsync());
            context.Response.StatusCode = status;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
            context.Response.Close();
        }
    }

    private (int Status, string Answer) Answer(HttpListenerRequest request, string body)
    {
        if (request.Headers["Authorization"] != $"Bearer {Token}")
            return (401, "401: Unauthorized");
        var path = request.Url!.AbsolutePath;
        if (path.StartsWith("/api/states/", StringComparison.Ordinal))
            return StateOf(path["/api/states/".Length..]) is { } state
                ? (200, $$"""{"state":"{{state}}","attributes":{"power":{{PowerW}}} }""")
                : (404, """{"message":"Entity not found."}""");
        using var said = JsonDocument.Parse(body);
        switch (path)
        {
            case "/api/template":
                return IsAdministrator
                    ? (
                        200,
                        States()
                            .Replace(
                                said.RootElement.GetProperty("template").GetString()!,
                                match => StateOf(match.Groups[1].Value) ?? "unknown"
                            )
                    )
                    : (401, "401: Unauthorized");
            case "/api/services/homeassistant/turn_on" or "/api/services/homeassistant/turn_off":
                if (said.RootElement.GetProperty("entity_id").GetString() == Switch)
                    IsOn = path.EndsWith("on", StringComparison.Ordinal);
                return (200, "[]");
            default:
                return (404, "404: Not Found");
        }
    }

    private string? StateOf(string entity) =>
        entity switch
        {
            _ when IsUnavailable => "unavailable",
            Switch => IsOn ? "on" : "off",
            "sensor.boiler_power" => (IsOn ? PowerW : 0).ToString(CultureInfo.InvariantCulture),
            _ => null,
        };

    [GeneratedRegex(@"\{\{ states\('([^']*)'\) \}\}")]
    private static partial Regex States();
}
