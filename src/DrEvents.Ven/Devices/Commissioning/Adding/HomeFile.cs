using System.Text.Json;
using System.Text.Json.Nodes;
using DrEvents.Ven.Loads.Homes;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Devices.Commissioning.Adding;

/// <summary>
/// A home's file that devices are added to: it stays as it was, or has the device as well; it is never one that the VEN would not start with.
/// </summary>
/// <param name="path">The file; one that is not there is begun with the first load.</param>
/// <param name="time">For devices that are built to be looked at, and connect to nothing.</param>
internal sealed class HomeFile(string path, TimeProvider time)
{
    private const UnixFileMode ModeOfNew = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly byte[] Begun = "{\n  \"name\": \"Home\",\n  \"loads\": []\n}\n"u8.ToArray();

    /// <summary>The devices that it names; none where it is not there.</summary>
    /// <exception cref="InvalidDataException">The VEN would not start with it.</exception>
    public IReadOnlyList<KnownDevice> Devices() => ReadOrNull() is { } text ? KnownDevice.Of(text) : [];

    /// <summary>Looks whether the VEN would start with it.</summary>
    /// <exception cref="InvalidDataException">It is not there, or the VEN would not: all that is wrong.</exception>
    public void CheckStart() => Refuse(Problems(ReadOrNull() ?? throw new InvalidDataException($"{path} is not there")));

    /// <summary>The text that it would have with a device. Nothing is written, no secret is asked for.</summary>
    /// <exception cref="InvalidDataException">The device cannot be added: all that is wrong, each naming its field.</exception>
    public byte[] Try(NewDevice device) => With(device, ReadOrNull());

    /// <summary>Adds a device, and keeps its secrets in files of their own beside it.</summary>
    /// <param name="device">The device.</param>
    /// <param name="secrets">A secret for each of its fields of secrets, in their order.</param>
    /// <returns>The files of its secrets.</returns>
    /// <exception cref="InvalidDataException">The device cannot be added; nothing is left of it, neither in the file nor beside it.</exception>
    /// <exception cref="IOException">A file cannot be written; the same.</exception>
    public IReadOnlyList<string> Add(NewDevice device, IReadOnlyList<string> secrets)
    {
        using var alone = HomeLock.Take(path);
        var before = ReadOrNull();
        var after = With(device, before);
        var files = new List<string>();
        try
        {
            foreach (var (field, secret) in device.Secrets.Zip(secrets))
            {
                SecretFile.Write(FileOf(device, field), secret);
                files.Add(FileOf(device, field));
            }
            Refuse(Problems(after));
            // An editor knows nothing of the lock.
            if (!(before ?? []).AsSpan().SequenceEqual(ReadOrNull() ?? []))
                throw new InvalidDataException($"{path} was changed by somebody else meanwhile: look at it, and add the device again");
            WholeFile.Write(path, after, before is null || OperatingSystem.IsWindows() ? ModeOfNew : File.GetUnixFileMode(path));
            return files;
        }
        catch
        {
            foreach (var file in files)
                File.Delete(file);
            throw;
        }
    }

    private byte[] With(NewDevice device, byte[]? before)
    {
        CheckNames(device, before is null ? [] : KnownDevice.Of(before));
        var fields = (JsonObject)device.Fields.DeepClone();
        var driver = device.IsMeter ? fields : fields[NewDevice.DriverField] as JsonObject;
        if (driver is null)
            throw new InvalidDataException($"{NewDevice.DriverField}: missing");
        foreach (var field in device.Secrets)
        {
            if (!NewDevice.SecretFields.Contains(field))
                throw new InvalidDataException($"{field}: is no field of a secret; {string.Join(", ", NewDevice.SecretFields)} are");
            NewDevice.Put(driver, field, FileOf(device, field));
        }
        var home = before ?? Begun;
        var after = device.IsMeter ? HomeText.WithMeter(home, fields) : HomeText.WithLoad(home, fields);
        // The files of its secrets are not there yet.
        var place = device.IsMeter ? "meter." : $"loads[{LoadsOf(home)}].{NewDevice.DriverField}.";
        Refuse(Problems(after).Where(p => !device.Secrets.Any(s => p.StartsWith($"{place}{s}: ", StringComparison.Ordinal))));
        return after;
    }

    private static void CheckNames(NewDevice device, IReadOnlyList<KnownDevice> known)
    {
        if (device.IsMeter)
        {
            if (known.Any(k => k.IsMeter))
                throw new InvalidDataException("meter: the home has one already, and a home has one");
            return;
        }
        if (!NewDevice.IsId(device.Id))
            throw new InvalidDataException($"id: '{device.Id}' is none: 1 to 40 of a-z, 0-9, - and _, the first no sign");
        if (known.Any(k => k.Id == device.Id))
            throw new InvalidDataException($"id: '{device.Id}' is there already; choose another");
        if (known.Any(k => k.Name.Equals(device.Name, StringComparison.OrdinalIgnoreCase)))
            throw new InvalidDataException($"name: '{device.Name}' is there already; choose another");
    }

    /// <summary>What the VEN would not start with: its own reader is asked, and the devices are built as it builds them.</summary>
    private IReadOnlyList<string> Problems(byte[] text)
    {
        var (home, errors) = HomeReader.Read(text);
        if (home is null)
            return errors;
        try
        {
            var loads = home.Build(1, new DeviceContext(time, NullLoggerFactory.Instance));
            new DeviceSet(loads).AbandonAsync().GetAwaiter().GetResult();
            return [];
        }
        catch (InvalidDataException e)
        {
            return [e.Message];
        }
    }

    private static void Refuse(IEnumerable<string> problems)
    {
        if (string.Join(Environment.NewLine, problems) is { Length: > 0 } all)
            throw new InvalidDataException(all);
    }

    private byte[]? ReadOrNull()
    {
        if (Home.Shipped.Contains(path))
            throw new InvalidDataException($"'{path}' comes with the agent and is no file: name one of your own");
        if (!File.Exists(path))
            return null;
        var text = ReadWhole();
        return HomeReader.Read(text).Errors is { Count: > 0 } errors
            ? throw new InvalidDataException(
                $"{path} is wrong already; mend it first:{Environment.NewLine}{string.Join(Environment.NewLine, errors)}"
            )
            : text;
    }

    private byte[] ReadWhole()
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private string FileOf(NewDevice device, string field)
    {
        var part = field.Split('.')[..^1] is [.., var inner] ? $".{inner}" : "";
        return Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $"{device.Id}{part}.secret");
    }

    private static int LoadsOf(byte[] home)
    {
        using var json = JsonDocument.Parse(home, HomeReader.Strict);
        return json.RootElement.GetProperty("loads").GetArrayLength();
    }
}
