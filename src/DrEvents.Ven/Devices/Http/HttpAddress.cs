using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Devices.Http;

/// <summary>Where a device is, and how it knows us.</summary>
/// <param name="Url">Scheme, host and port.</param>
/// <param name="User">By which name; null for none.</param>
/// <param name="Secret">Password or token, from its file.</param>
/// <param name="Headers">Sent with each request; <c>{secret}</c> stands for the secret.</param>
internal sealed record HttpAddress(Uri Url, string? User, string? Secret, IReadOnlyDictionary<string, string> Headers)
{
    private const string Authorization = "Authorization";
    private static readonly string[] Secretive = ["authorization", "cookie", "x-api-key", "x-auth-token"];

    /// <summary>The address; null where something is wrong with it, which is in the fields' errors.</summary>
    /// <param name="authorization">By which a profile has its devices know us; null for none.</param>
    public static HttpAddress? Read(StrictFields fields, string? authorization)
    {
        var text = fields.Text("url");
        var (user, secret) = (fields.TextOrNone("user"), SecretFile.Read(fields));
        var headers = fields.Texts("headers").ToDictionary();
        if (authorization is not null && !headers.Keys.Contains(Authorization, StringComparer.OrdinalIgnoreCase))
        {
            headers[Authorization] = authorization;
            if (!fields.Has(SecretFile.Field))
                fields.Fail(SecretFile.Field, "missing: the file with the token that the device gave out");
        }
        foreach (var (name, value) in headers)
        {
            if (Secretive.Contains(name, StringComparer.OrdinalIgnoreCase) && !value.Contains("{secret}", StringComparison.Ordinal))
                fields.Fail("headers", $"{name}: a secret belongs into secretFile; write {{secret}} for it here");
            if (value.Any(char.IsControl) || name.Any(c => c is <= ' ' or > '~' or ':'))
                fields.Fail("headers", $"'{name}' is no header");
        }
        if (text.Length == 0)
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            fields.Fail("url", $"'{text}' is no address as http://192.168.1.20");
        else if (url.UserInfo.Length > 0)
            fields.Fail("url", "has a password in it: a secret belongs into secretFile");
        else if (url.PathAndQuery is not "/")
            fields.Fail("url", "has a path: what is asked is in read, on and off");
        else
            return new HttpAddress(url, user, secret, headers);
        return null;
    }
}
