using DrEvents.Backend.Features.Results;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Settlement;
using KeyInFile = DrEvents.Measurement.Proof.SigningKey;
using TermsInFile = DrEvents.Measurement.Settlement.TermsFile;

namespace DrEvents.Backend.Features.Settlement;

/// <summary>By which terms results are settled, and who signs receipts: configuration section <c>Settlement</c>.</summary>
public sealed class SettlementOptions : ICheckedOptions
{
    public const string Section = "Settlement";
    public const string TermsKey = $"{Section}:{nameof(TermsFile)}";
    public const string SigningKey = $"{Section}:{nameof(SigningKeyFile)}";

    /// <summary>The terms, as JSON; it is read at the start. Empty: nothing is settled.</summary>
    public string? TermsFile { get; set; }

    /// <summary>The key that signs receipts, Ed25519 as PEM; it is made where there is none. Empty: no receipts are given.</summary>
    public string? SigningKeyFile { get; set; }

    /// <summary>Whether what may still change is booked too; later results then correct it.</summary>
    public bool BookProvisional { get; set; }

    public IEnumerable<string> Problems()
    {
        if (TermsFile is { Length: > 0 } && Unreadable(TermsFile, f => TermsInFile.Read(f)) is { } terms)
            yield return $"{TermsKey}: {terms}";
        if (SigningKeyFile is not { Length: > 0 })
            yield break;
        if (File.Exists(SigningKeyFile))
        {
            if (Unreadable(SigningKeyFile, f => KeyInFile.Read(f)) is { } key)
                yield return $"{SigningKey}: {key}";
        }
        else if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(SigningKeyFile))))
        {
            yield return $"{SigningKey}: there is no folder for {SigningKeyFile}";
        }
    }

    private static string? Unreadable(string path, Func<InputFile, object> read)
    {
        try
        {
            read(InputFile.At(path));
            return null;
        }
        catch (FileNotFoundException)
        {
            return $"there is no file {path}";
        }
        catch (Exception e) when (e is BadFileException or IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}

/// <summary>Terms have intervals that can be made of those of results.</summary>
public sealed class TermsFitResults(IOptions<ResultOptions> results) : IValidateOptions<SettlementOptions>
{
    public ValidateOptionsResult Validate(string? name, SettlementOptions options)
    {
        if (options is not { TermsFile: { Length: > 0 } path } || options.Problems().Any())
            return ValidateOptionsResult.Skip;
        var minutes = results.Value.IntervalMinutes;
        var wrong = TermsInFile
            .Read(InputFile.At(path))
            .All.Index()
            .Where(t => !TermsIntervals.Fit(minutes, t.Item.Terms.IntervalMinutes))
            .Select(t =>
                $"{SettlementOptions.TermsKey}: {path}: terms.{t.Index}.intervalMinutes: is no multiple of {ResultOptions.Section}:{nameof(ResultOptions.IntervalMinutes)}, {minutes}"
            )
            .ToList();
        return wrong.Count > 0 ? ValidateOptionsResult.Fail(wrong) : ValidateOptionsResult.Success;
    }
}

/// <summary>The terms that results are settled by, as they were read at the start.</summary>
public sealed class TermsInForce
{
    /// <summary>What is said where there are none.</summary>
    public const string None = $"{SettlementOptions.TermsKey} is not set";

    public TermsInForce(IOptions<SettlementOptions> options, TimeProvider clock)
    {
        if (options.Value.TermsFile is not { Length: > 0 } path)
            return;
        var bytes = System.IO.File.ReadAllBytes(path);
        Book = TermsInFile.Read(InputFile.Of(path, bytes));
        File = (Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(bytes)), clock.GetUtcNow());
    }

    /// <summary>Null where nothing is settled.</summary>
    public TermsBook? Book { get; }

    /// <summary>What they were read from; null where nothing is settled.</summary>
    public (string Name, string Sha256, DateTimeOffset ReadAt)? File { get; }
}
