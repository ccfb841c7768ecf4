using System.Globalization;
using DrEvents.Mqtt;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven;

/// <summary>Takes the first of several keys that is set, and collects what is wrong.</summary>
internal sealed class KeyReader(IConfiguration configuration)
{
    public List<string> Errors { get; } = [];

    /// <summary>Every key that was looked for, whether it is there or not.</summary>
    public HashSet<string> Asked { get; } = [];

    public void Fail(string error) => Errors.Add(error);

    public string? Text(params ReadOnlySpan<string> keys) => Find(keys)?.Value;

    public string? File(params ReadOnlySpan<string> keys)
    {
        if (Find(keys) is not var (key, path))
            return null;
        if (!System.IO.File.Exists(path))
            Fail($"{key}: there is no file {path}");
        return path;
    }

    public TimeSpan? Seconds(string key) => Number(0, 3600, key) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    public Home? Home(string key)
    {
        if (Text(key) is not { } nameOrPath)
            return null;
        var (home, errors) = Loads.Homes.Home.Find(nameOrPath);
        foreach (var error in errors)
            Fail($"{key}: {error}");
        return home;
    }

    public string? PrivateKey(params ReadOnlySpan<string> keys)
    {
        var path = File(keys);
        if (path is not null && PrivateKeyFile.Problem(path, configuration["CREDENTIALS_DIRECTORY"]) is { } problem)
            Fail($"{Find(keys)!.Value.Key}: {problem}");
        return path;
    }

    public bool? Flag(params ReadOnlySpan<string> keys)
    {
        if (Find(keys) is not var (key, text))
            return null;
        if (bool.TryParse(text, out var flag))
            return flag;
        Fail($"{key}: '{text}' is neither true nor false");
        return null;
    }

    public int? Number(int min, int max, params ReadOnlySpan<string> keys)
    {
        if (Find(keys) is not var (key, text))
            return null;
        if (
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min
            && number <= max
        )
            return number;
        Fail($"{key}: '{text}' is no whole number from {min} to {max}");
        return null;
    }

    private (string Key, string Value)? Find(ReadOnlySpan<string> keys)
    {
        Asked.UnionWith(keys.ToArray());
        foreach (var key in keys)
        {
            if (configuration[key] is { } value && !string.IsNullOrWhiteSpace(value))
                return (key, value.Trim());
        }
        return null;
    }
}
