using System.Globalization;
using DrEvents.Aws.Tests.Requests;
using Microsoft.AspNetCore.Http;

namespace DrEvents.Aws.Tests.StandIn;

/// <summary>Whether a request is signed, now, for the right service and by the keys of the recordings.</summary>
internal static class SignatureCheck
{
    private static readonly TimeSpan SkewMax = TimeSpan.FromMinutes(5);

    /// <summary>What is wrong with the signature; null when nothing is.</summary>
    public static string? Problem(HttpRequest request, string target, byte[] body)
    {
        if (SignatureV4.Read(request.Headers.Authorization) is not { } said)
            return "Missing Authentication Token";
        string ValueOf(string name) => name == "host" ? request.Host.Value! : request.Headers[name].ToString();
        var date = ValueOf("x-amz-date");
        var isData =
            target.StartsWith("/topics/", StringComparison.Ordinal) || target.Split('?')[0].EndsWith("/shadow", StringComparison.Ordinal);
        var service = isData ? "iotdata" : "iot";
        if (said.AccessKeyId != RecordedWith.AccessKeyId)
            return "The security token included in the request is invalid.";
        if (
            !DateTimeOffset.TryParseExact(
                date,
                "yyyyMMdd'T'HHmmss'Z'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var at
            )
        )
            return "Date must be in ISO-8601 'basic format'.";
        if ((TimeProvider.System.GetUtcNow() - at).Duration() > SkewMax)
            return "Signature expired";
        if (said.Scope != $"{date[..8]}/{RecordedWith.Region}/{service}/aws4_request")
            return $"Credential should be scoped to a valid region and service, not {said.Scope}";
        var unsigned = request.Headers.Keys.Select(h => h.ToLowerInvariant()).Where(h => h.StartsWith("x-amz-", StringComparison.Ordinal));
        if (unsigned.Append("host").Except(said.SignedHeaders).FirstOrDefault() is { } missing)
            return $"'{missing}' must be a signed header";
        var hash = SignatureV4.Sha256(body);
        if (request.Headers.TryGetValue("x-amz-content-sha256", out var saidHash) && saidHash != hash)
            return "The provided 'x-amz-content-sha256' header does not match what was computed.";
        var signature = SignatureV4.Of(request.Method, target, said.SignedHeaders, ValueOf, hash, date, said.Scope, RecordedWith.Secret);
        return signature == said.Signature ? null : "The request signature we calculated does not match the signature you provided.";
    }
}
