using System.Net;
using System.Net.Http.Headers;

namespace DrEvents.Backend.Features.Webhooks;

/// <summary>Makes one attempt to deliver. Follows no redirect, uses no proxy, keeps no cookie, and reads little of an answer.</summary>
public sealed class WebhookSender : IDisposable
{
    private const int AnswerBytesMax = 4 * 1024;
    private const int AnswerCharsMax = 300;
    private const int HeaderKilobytesMax = 16;

    /// <summary>A name may get another address: connections do not outlive the old one for long.</summary>
    private static readonly TimeSpan ConnectionKept = TimeSpan.FromMinutes(1);

    private readonly HttpMessageInvoker _http;
    private readonly WebhookSecrets _secrets;
    private readonly WebhookMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;

    public WebhookSender(
        WebhookAddresses addresses,
        WebhookSecrets secrets,
        IOptions<WebhookOptions> options,
        WebhookMetrics metrics,
        TimeProvider clock
    )
    {
        (_secrets, _metrics, _clock, _timeout) = (secrets, metrics, clock, TimeSpan.FromSeconds(options.Value.TimeoutS));
        _http = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectCallback = addresses.ConnectAsync,
                PooledConnectionLifetime = ConnectionKept,
                PooledConnectionIdleTimeout = ConnectionKept,
                MaxResponseHeadersLength = HeaderKilobytesMax,
                // What is not read of an answer is not waited for.
                MaxResponseDrainSize = 0,
                ActivityHeadersPropagator = null,
            }
        );
    }

    public async Task<WebhookAttempt> SendAsync(Webhook webhook, WebhookDelivery delivery, CancellationToken cancellation)
    {
        var (at, began) = (_clock.GetUtcNow(), _clock.GetTimestamp());
        var (status, error) = await AnswerAsync(webhook, delivery, at, cancellation);
        var took = _clock.GetElapsedTime(began);
        _metrics.Attempted(error is null, took);
        return new WebhookAttempt(at, status, error, took.TotalMilliseconds);
    }

    public void Dispose() => _http.Dispose();

    private async Task<(int? Status, string? Error)> AnswerAsync(
        Webhook webhook,
        WebhookDelivery delivery,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        using var within = new CancellationTokenSource(_timeout, _clock);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, within.Token);
        int? status = null;
        try
        {
            using var request = RequestOf(webhook, delivery, at);
            using var answer = await _http.SendAsync(request, ends.Token);
            status = (int)answer.StatusCode;
            return (status, await ErrorOfAsync(answer, ends.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (status, string.Create(CultureInfo.InvariantCulture, $"no whole answer within {_timeout.TotalSeconds} s"));
        }
        catch (CryptographicException)
        {
            return (null, "its secret cannot be opened: is Access:MasterKey another one? A new secret mends it");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (status, Printable(e.InnerException?.Message ?? e.Message));
        }
    }

    private HttpRequestMessage RequestOf(Webhook webhook, WebhookDelivery delivery, DateTimeOffset at)
    {
        var sentAt = at.ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url)
        {
            Content = new StringContent(delivery.Body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.UserAgent.ParseAdd("DrEvents-Webhooks/1.0");
        request.Headers.Add("webhook-id", delivery.Id);
        request.Headers.Add("webhook-timestamp", sentAt.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(
            "webhook-signature",
            WebhookSignature.Of(_secrets.At(webhook, at), delivery.Id, sentAt, delivery.Body)
        );
        return request;
    }

    /// <summary>Why the answer does not count as delivered, with the beginning of what the receiver says.</summary>
    private static async Task<string?> ErrorOfAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var status = (int)answer.StatusCode;
        if (answer.IsSuccessStatusCode)
            return null;
        var buffer = new byte[AnswerBytesMax];
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        var said = Printable(Encoding.UTF8.GetString(buffer, 0, length)).Trim();
        var head = string.Create(CultureInfo.InvariantCulture, $"{status} {answer.StatusCode}");
        return $"{head}{(status is >= 300 and < 400 ? ", redirects are not followed" : "")}{(said.Length > 0 ? ": " + said : "")}";
    }

    /// <summary>PostgreSQL's JSON cannot hold NUL, and a page shows it in a line.</summary>
    private static string Printable(string text) =>
        string.Concat(text.Take(AnswerCharsMax).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c));
}
