using DrEvents.Backend.Features.Access;
using Microsoft.AspNetCore.Authorization;

namespace DrEvents.Backend.Features.Trail;

/// <summary>What a request says of itself.</summary>
public static class RequestOf
{
    private const int WhyLengthMax = 500;
    public const int TextLengthMax = 200;

    /// <summary>A longer body is a file, and gives no reason.</summary>
    private const int BodyBytesMax = 64 * 1024;

    private const string Reason = "reason";

    /// <summary>Members of bodies that say why, the first of which counts.</summary>
    private static readonly string[] Reasons = [Reason, "why"];

    /// <summary>Whether it is told of: what may change something, and what takes out of the installation what is held of people.</summary>
    public static bool IsAction(HttpContext context) =>
        MayChange(context) || context.GetEndpoint()?.Metadata.GetMetadata<TakesOutAttribute>() is not null;

    /// <summary>Whether it may change something: what needs no more than reading changes nothing, by whatever method.</summary>
    private static bool MayChange(HttpContext context) =>
        IsWriting(context.Request.Method)
        && (
            context.GetEndpoint()?.Metadata.GetMetadata<NeedsAttribute>() is { Need: not Need.Read }
            || IsOpenToAll(context)
            || IsOfOwnAccount(context)
        );

    /// <summary>Everybody may change his own account, and it is a change.</summary>
    private static bool IsOfOwnAccount(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } text }
        && text.TrimStart('/').StartsWith(OwnAccount.Path, StringComparison.Ordinal);

    /// <summary>Whether it is let in without anybody's being known, as who has a code or a link that he was given.</summary>
    public static bool IsOpenToAll(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    /// <summary>Method and route.</summary>
    public static string? Route(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } text } ? $"{context.Request.Method} /{text.Trim('/')}" : null;

    public static Dictionary<string, string> Ids(HttpContext context) =>
        context.Request.RouteValues.ToDictionary(v => v.Key, v => Printable($"{v.Value}", TextLengthMax));

    /// <summary>The address that it comes from, or of whoever looks at the page that asks.</summary>
    public static string? From(HttpContext context) =>
        context.Connection.RemoteIpAddress switch
        {
            null => null,
            { IsIPv4MappedToIPv6: true } from => $"{from.MapToIPv4()}",
            var from => $"{from}",
        };

    public static string? WhyInHeader(HttpRequest request) => Said(request.Headers[RequestHeaders.Reason].ToString());

    public static string? WhyInQuery(HttpRequest request) => Said(request.Query[Reason].ToString());

    /// <summary>The reason in its body, where that has one. The body stays to be read.</summary>
    public static async Task<string?> WhyInBodyAsync(HttpRequest request)
    {
        if (request.ContentLength is not (> 0 and <= BodyBytesMax) || !IsJson(request.ContentType) || !request.Body.CanSeek)
            return null;
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, default, request.HttpContext.RequestAborted);
            return body.RootElement is { ValueKind: JsonValueKind.Object } root
                ? Reasons.Select(name => Said(TextOf(root, name))).FirstOrDefault(said => said is not null)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The endpoint tells what is wrong with it.
            return null;
        }
        finally
        {
            request.Body.Position = 0;
        }
    }

    private static bool IsWriting(string method) =>
        !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method));

    private static string? TextOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsJson(string? type) => type?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : Printable(text.Trim(), WhyLengthMax);

    /// <summary>PostgreSQL cannot hold NUL, and no line that is listed may begin another or be read backwards.</summary>
    public static string Printable(string text, int lengthMax) => string.Concat(text.Take(lengthMax).Select(c => IsPlain(c) ? c : ' '));

    private static bool IsPlain(char c) => !char.IsControl(c) && c is not ((>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069'));
}
