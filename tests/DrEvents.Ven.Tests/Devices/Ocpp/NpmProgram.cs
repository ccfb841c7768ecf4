using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using DrEvents.Testing;

namespace DrEvents.Ven.Tests.Devices.Ocpp;

/// <summary>A script of <c>Chargers</c> over npm's <c>ocpp-rpc</c>, which speaks lines of JSON with the test.</summary>
internal sealed class NpmProgram : IAsyncDisposable
{
    private static readonly string Folder = Repository.PathOf("tests/DrEvents.Ven.Tests/Devices/Ocpp/Chargers");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Channel<JsonObject> _lines = Channel.CreateUnbounded<JsonObject>();
    private readonly List<JsonObject> _called = [];
    private readonly List<string> _invalid = [];

    private NpmProgram(Process process)
    {
        _process = process;
        _ = Task.Run(ReadAsync);
    }

    /// <summary>Messages that are not as the published schemas want them.</summary>
    public IReadOnlyList<string> Invalid
    {
        get
        {
            lock (_invalid)
                return [.. _invalid];
        }
    }

    /// <summary>What the other side has called for.</summary>
    public IReadOnlyList<JsonObject> Called
    {
        get
        {
            lock (_called)
                return [.. _called];
        }
    }

    /// <summary>Starts a script; a test is skipped where npm's packages cannot be had.</summary>
    public static NpmProgram Start(string script, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "ocpp-rpc")))
            Assert.Skip("npm's packages are not there: npm ci --prefix tests/DrEvents.Ven.Tests/Devices/Ocpp/Chargers");
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(script);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new NpmProgram(Process.Start(start)!);
    }

    /// <summary>Tells the script something; its next line that is neither a call nor a complaint.</summary>
    public async Task<JsonObject> TellAsync(string order)
    {
        await _process.StandardInput.WriteLineAsync(order);
        await _process.StandardInput.FlushAsync();
        return await NextAsync();
    }

    /// <summary>The script's next line.</summary>
    public async Task<JsonObject> NextAsync() => await _lines.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>The script ends by itself.</summary>
    public Task EndedAsync() => _process.WaitForExitAsync().WaitAsync(Patience);

    /// <summary>Calls the other side through the script; its answer, which is no error.</summary>
    public async Task<JsonObject> CallAsync(string action, string payload)
    {
        var line = await TellAsync($$"""{"call":"{{action}}","params":{{payload}} }""");
        return line["result"]?.AsObject() ?? throw new Xunit.Sdk.XunitException($"{action}: {line.ToJsonString()}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } text)
        {
            var line = JsonNode.Parse(text)!.AsObject();
            if (line["invalid"] is { } invalid)
            {
                lock (_invalid)
                    _invalid.Add(invalid.ToJsonString());
            }
            else if (line["called"] is not null)
            {
                lock (_called)
                    _called.Add(line);
            }
            else
            {
                _lines.Writer.TryWrite(line);
            }
        }
    }
}
