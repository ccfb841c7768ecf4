using System.Diagnostics;
using System.Reflection;

namespace DrEvents.Aws.Tests.Requests;

/// <summary>One of AWS's own clients, and what it sent.</summary>
/// <param name="Name">Name of its file of recordings.</param>
/// <param name="CaseNames">What it sent, in order.</param>
/// <param name="Command">The program that sends it; null where it is not installed.</param>
public sealed record OfficialClient(string Name, IReadOnlyList<string> CaseNames, Func<string[]?> Command)
{
    private static readonly string[] DataPlane = [.. RequestCase.All.Select(c => c.Name)];
    private static readonly string[] ControlPlane = [.. ControlCase.All.Select(c => c.Name)];

    private static readonly string Folder = Path.Combine(
        typeof(OfficialClient).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!,
        "tests/DrEvents.Aws.Tests/Requests"
    );

    private static readonly string? Faketime = Find("/usr/bin/faketime");

    /// <summary><c>aws iot-data</c>, of Debian's package awscli.</summary>
    public static OfficialClient CommandLine { get; } =
        new(
            "awscli",
            DataPlane,
            () =>
                Find("/usr/bin/aws") is null || Find("/usr/bin/python3") is not { } python
                    ? null
                    : [python, File("record_awscli.py"), File("cases.json"), RecordedWith.Address]
        );

    /// <summary>npm's @aws-sdk/client-iot-data-plane.</summary>
    public static OfficialClient JavaScript { get; } = new("sdk-js", DataPlane, () => Node(Data));

    /// <summary>The same, without the headers in which it names itself and its attempts.</summary>
    public static OfficialClient BareJavaScript { get; } = new("sdk-js-bare", DataPlane, () => Node(Data, "bare"));

    /// <summary>npm's @aws-sdk/client-iot.</summary>
    public static OfficialClient ControlJavaScript { get; } = new("sdk-js-control", ControlPlane, () => Node(Control));

    /// <summary>The same, without the headers in which it names itself and its attempts.</summary>
    public static OfficialClient BareControlJavaScript { get; } = new("sdk-js-control-bare", ControlPlane, () => Node(Control, "bare"));

    public static IReadOnlyList<OfficialClient> All { get; } =
    [CommandLine, JavaScript, BareJavaScript, ControlJavaScript, BareControlJavaScript];

    private static (string Package, string Recorder, string Cases) Data => ("client-iot-data-plane", "record_sdk_js.mjs", "cases.json");
    private static (string Package, string Recorder, string Cases) Control => ("client-iot", "record_control_js.mjs", "control-cases.json");

    /// <summary>Whether it is installed, with what holds its clock still.</summary>
    public bool IsThere => Faketime is not null && Command() is not null;

    /// <summary>Its recordings in the sources.</summary>
    public string RecordingsFile => File($"Recordings/{Name}.json");

    /// <summary>Its recordings.</summary>
    public Dictionary<string, WireRequest> Recordings() =>
        WireRequest.Load(Path.Combine(AppContext.BaseDirectory, "Requests", "Recordings", $"{Name}.json"));

    /// <summary>Sends all cases to a recorder.</summary>
    public async Task<IReadOnlyList<(string Name, WireRequest Request)>> RecordAsync()
    {
        await using var recorder = new RequestRecorder(RecordedWith.Port);
        var start = new ProcessStartInfo(Faketime!, ["-f", $"{RecordedWith.At:yyyy-MM-dd HH:mm:ss}", .. Command()!])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["TZ"] = "UTC",
                ["AWS_ACCESS_KEY_ID"] = RecordedWith.AccessKeyId,
                ["AWS_SECRET_ACCESS_KEY"] = RecordedWith.Secret,
                ["AWS_REGION"] = RecordedWith.Region,
                ["AWS_DEFAULT_REGION"] = RecordedWith.Region,
                ["AWS_CONFIG_FILE"] = "/dev/null",
                ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
                ["AWS_EC2_METADATA_DISABLED"] = "true",
                ["NODE_NO_WARNINGS"] = "1",
            },
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await output + await errors);
        recorder.Requests.Count.ShouldBe(CaseNames.Count);
        return [.. CaseNames.Zip(recorder.Requests)];
    }

    private static string[]? Node((string Package, string Recorder, string Cases) what, params string[] more)
    {
        var node = Find("/usr/bin/node") ?? Find("/usr/local/bin/node");
        var isInstalled = Directory.Exists(File($"node_modules/@aws-sdk/{what.Package}"));
        return node is null || !isInstalled ? null : [node, File(what.Recorder), File(what.Cases), RecordedWith.Address, Folder, .. more];
    }

    private static string? Find(string program) => System.IO.File.Exists(program) ? program : null;

    private static string File(string name) => Path.Combine(Folder, name);
}
