namespace DrEvents.Contracts.Http;

/// <summary>What answers tell browsers not to do, beside what they may load.</summary>
public static class SafeHeaders
{
    /// <summary>Whether a browser may guess what a file is.</summary>
    public const string ContentTypeOptions = "X-Content-Type-Options";

    /// <summary>It may not.</summary>
    public const string NoSniff = "nosniff";

    /// <summary>What a browser tells other sites of the page that a link was on.</summary>
    public const string ReferrerPolicy = "Referrer-Policy";

    /// <summary>Nothing.</summary>
    public const string NoReferrer = "no-referrer";

    /// <summary>What of the machine a page may use.</summary>
    public const string PermissionsPolicy = "Permissions-Policy";

    /// <summary>None of these: no page of ours asks for them.</summary>
    public const string NoPermissions =
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";
}
