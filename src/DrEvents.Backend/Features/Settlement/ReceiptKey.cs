using DrEvents.Backend.Hosting.Secrets;
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
            if (KeyFiles.MakeUnlessThere(path) is { } made)
                log.LogInformation("Made the key that signs receipts, {KeyId}, in {File}", made, path);
            return SigningKey.Read(InputFile.At(path));
        }
        catch (Exception e) when (e is BadFileException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{SettlementOptions.SigningKey}: {e.Message}");
        }
    }
}
