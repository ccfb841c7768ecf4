using System.Net;
using System.Text.RegularExpressions;
using Amazon.Runtime;

namespace DrEvents.Backend.Mqtt.DataPlane;

/// <summary>What AWS's errors say to operators, and what they say about the data plane.</summary>
internal static partial class AwsWords
{
    private const string RequestMark = " (request ";

    private static readonly string[] CredentialCodes =
    [
        "ExpiredToken",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignature",
        "MissingAuthenticationToken",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "UnrecognizedClient",
    ];

    private static readonly string[] CredentialWords = ["signature", "token", "credential"];

    /// <summary>
    /// What went wrong, with AWS's own code where it says one. What AWS says about rights and signatures names roles, accounts and session tokens:
    /// of that only the code and the request's id are shown.
    /// </summary>
    public static string Of(Exception e)
    {
        if (Refusal(e) is not { } refusal)
            return Names()
                .Replace(e is AmazonClientException { InnerException: { } inner } ? $"{e.Message} ({inner.Message})" : e.Message, "…");
        var answer = $"AWS answers {(int)refusal.StatusCode} {refusal.ErrorCode}";
        return IsAboutRights(refusal) ? $"{answer}{RequestMark}{refusal.RequestId})" : $"{answer}: {Names().Replace(refusal.Message, "…")}";
    }

    /// <summary>The words without what differs at each request.</summary>
    public static string WithoutRequest(string words) => words.Split(RequestMark)[0];

    /// <summary>
    /// Whether every message would meet it: no connection, no answer, no valid credentials, too many messages. Not what one message is refused for.
    /// </summary>
    public static bool MeetsAll(Exception e) =>
        Refusal(e) is not { } refusal
        || refusal != e // met while the SDK looked for credentials
        || refusal.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
        || refusal.ErrorCode?.StartsWith("Throttling", StringComparison.Ordinal) == true
        || IsAboutCredentials(refusal);

    /// <summary>AWS's answer, also where the SDK wraps it, as it does for one that it met while it looked for credentials.</summary>
    private static AmazonServiceException? Refusal(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is AmazonServiceException { StatusCode: > 0 } refusal)
                return refusal;
        }
        return null;
    }

    private static bool IsAboutRights(AmazonServiceException e) => IsForbidden(e) || IsAboutCredentials(e);

    private static bool IsForbidden(AmazonServiceException e) => e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized;

    // Data endpoints answer ForbiddenException to a wrong signature as well as to a topic that the role may not use; the message tells which.
    private static bool IsAboutCredentials(AmazonServiceException e) =>
        CredentialCodes.Any(c => e.ErrorCode?.StartsWith(c, StringComparison.Ordinal) == true)
        || (IsForbidden(e) && CredentialWords.Any(w => e.Message.Contains(w, StringComparison.OrdinalIgnoreCase)));

    [GeneratedRegex(@"\barn:aws\S+|\b\d{12}\b")]
    private static partial Regex Names();
}
