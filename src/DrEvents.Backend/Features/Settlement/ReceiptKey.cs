using DrEvents.Contracts.Settings;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Proof;

namespace DrEvents.Backend.Features.Settlement;

/// <summary>The key that signs receipts, and the lists of audit bundles. At the first start it is made, in a file that only this process's user may read.</summary>
public sealed class ReceiptKey(IOptions<SettlementOptions> options, ILogger<ReceiptKey> log) : IHostedService
{
    /// <summary>What is said where there is none.</summary>
    public const string None = $"{SettlementOptions.SigningKey} is not set: no receipts are given";

    private SigningKey? _key;

    /// <summary>Null where no receipts are given.</summary>
    public SigningKey? Key => _key ??= Path is null ? null : ReadOrMake(Path);

    private string? Path => options.Value.SigningKeyFile is { Length: > 0 } path ? path : null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Key;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private SigningKey ReadOrMake(string path)
    {
        try
        {
            if (!File.Exists(path))
                Make(path);
            return SigningKey.Read(InputFile.At(path));
        }
        catch (Exception e) when (e is BadFileException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{SettlementOptions.SigningKey}: {e.Message}");
        }
    }

    /// <summary>Whoever reads the file meanwhile finds it whole, or not yet; of two nodes that make one, the first counts.</summary>
    private void Make(string path)
    {
        var key = SigningKey.New();
        var made = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}");
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(made, file))
            writer.Write(key.ToPem());
        try
        {
            File.Move(made, path, overwrite: false);
            log.LogInformation("Made the key that signs receipts, {KeyId}, in {File}", key.Public.Id, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(made);
        }
    }
}
