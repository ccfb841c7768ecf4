namespace DrEvents.Backend.Hosting.Secrets;

/// <summary>
/// Settings that say where their value is: <c>ssm:NAME</c>, a parameter of AWS's Systems Manager (and by its reference
/// <c>ssm:/aws/reference/secretsmanager/NAME</c> a secret of Secrets Manager), <c>credential:NAME</c>, a credential of systemd, and
/// <c>file:PATH</c>. A setting that is a file itself, as <c>Mqtt:KeyFile</c>, gets one that only this process's user may read.
/// </summary>
public static class SecretSettings
{
    private const string Ssm = "ssm:";
    private const string Credential = "credential:";
    private const string OfFile = "file:";
    private const string CredentialsFolder = "CREDENTIALS_DIRECTORY";

    /// <summary>Puts the values in the place of what says where they are.</summary>
    /// <param name="parameters">Asks for parameters by name; those that it does not find are missing in its answer.</param>
    /// <exception cref="ConfigurationException">One cannot be had; the message names the keys, and no value.</exception>
    public static void Resolve(IConfigurationManager configuration, Func<IReadOnlyCollection<string>, ParameterAnswer> parameters)
    {
        // Names without a section are the environment's, and somebody else's.
        var written = configuration
            .AsEnumerable()
            .Where(s => s.Value is not null && s.Key.Contains(':', StringComparison.Ordinal))
            .Select(s => (s.Key, Value: s.Value!.Trim()))
            .ToList();
        var (problems, resolved) = (new List<string>(), new Dictionary<string, string?>());
        foreach (var (key, value) in written)
        {
            var (found, problem) = FromMachine(key, value);
            if (problem is not null)
                problems.Add($"{key}: {problem}");
            else if (found is not null)
                resolved[key] = found;
        }
        FromSsm([.. written.Where(s => Is(s.Value, Ssm))], parameters, resolved, problems);
        if (problems.Count > 0)
            throw new ConfigurationException(string.Join(Environment.NewLine, problems));
        if (resolved.Count > 0)
            configuration.AddInMemoryCollection(resolved);
    }

    /// <summary>Whether a value says where it is to be found.</summary>
    public static bool IsReference(string value) =>
        Is(value.Trim(), Ssm) || Is(value.Trim(), Credential) || (Is(value.Trim(), OfFile) && !Is(value.Trim(), OfFile + "//"));

    private static (string? Value, string? Problem) FromMachine(string key, string value)
    {
        string path;
        if (Is(value, OfFile) && !value.StartsWith(OfFile + "//", StringComparison.Ordinal))
            path = value[OfFile.Length..];
        else if (Is(value, Credential))
        {
            if (Environment.GetEnvironmentVariable(CredentialsFolder) is not { Length: > 0 } folder)
                return (
                    null,
                    $"{value}, but ${CredentialsFolder} is not set: does the unit have LoadCredential= or LoadCredentialEncrypted=?"
                );
            path = Path.Combine(folder, value[Credential.Length..]);
        }
        else
            return (null, null);
        try
        {
            using var file = File.OpenRead(path);
            return IsFile(key) ? (path, null) : (new StreamReader(file).ReadToEnd().Trim(), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (null, $"{path} cannot be read: {e.Message}");
        }
    }

    private static void FromSsm(
        IReadOnlyList<(string Key, string Value)> written,
        Func<IReadOnlyCollection<string>, ParameterAnswer> parameters,
        Dictionary<string, string?> resolved,
        List<string> problems
    )
    {
        if (written.Count == 0)
            return;
        var answer = parameters([.. written.Select(s => s.Value[Ssm.Length..]).Distinct()]);
        foreach (var (key, value) in written)
        {
            if (answer.Problem is { } problem)
                problems.Add($"{key}: {value} cannot be asked for: {problem}");
            else if (!answer.Values.TryGetValue(value[Ssm.Length..], out var found))
                problems.Add($"{key}: {value}: there is no such parameter in {answer.Region}");
            else
                resolved[key] = IsFile(key) ? PrivateFiles.Write(key, found) : found;
        }
    }

    private static bool Is(string value, string kind) => value.StartsWith(kind, StringComparison.Ordinal);

    private static bool IsFile(string key) => key.EndsWith("File", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What was found of the parameters that were asked for.</summary>
/// <param name="Problem">Why nothing could be asked; null where it could.</param>
public sealed record ParameterAnswer(string Region, IReadOnlyDictionary<string, string> Values, string? Problem = null);
