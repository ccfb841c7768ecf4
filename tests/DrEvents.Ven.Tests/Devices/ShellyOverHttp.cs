using System.Net;
using System.Text;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>A switch on loopback that speaks as a Shelly of the second generation does, by its maker's description of the RPC over HTTP.</summary>
internal sealed class ShellyOverHttp : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly Task _serving;
    private DateTime? _flipsAt;
    private bool _isOn = true;

    public ShellyOverHttp()
    {
        Port = FreePort.Take();
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    public double PowerW { get; set; } = 1_850;

    /// <summary>Answers with this instead of what it should; null answers as it should.</summary>
    public Func<HttpListenerResponse, Task>? Misbehaves { get; set; }

    /// <summary>The requests that switched something.</summary>
    public List<string> Switched { get; } = [];

    public bool IsOn
    {
        get
        {
            lock (_gate)
            {
                if (_flipsAt <= DateTime.UtcNow)
                    (_isOn, _flipsAt) = (!_isOn, null);
                return _isOn;
            }
        }
        set
        {
            lock (_gate)
                (_isOn, _flipsAt) = (value, null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Close();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var context = await _listener.GetContextAsync();
            try
            {
                await AnswerAsync(context.Request, context.Response);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
            {
                // The VEN did not wait for it.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerRequest request, HttpListenerResponse response)
    {
        if (Misbehaves is { } misbehaves)
        {
            await misbehaves(response);
            return;
        }
        var answer = request.Url!.AbsolutePath switch
        {
            "/rpc/Switch.GetStatus" => Status(),
            "/rpc/Switch.Set" => Set(request),
            _ => null,
        };
        response.StatusCode = answer is null ? 404 : 200;
        response.ContentType = "application/json";
        await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer ?? """{"code":404,"message":"No handler"}"""));
    }

    private string Status() =>
        FormattableString.Invariant(
            $$"""{"id":0,"source":"HTTP_in","output":{{(IsOn ? "true" : "false")}},"apower":{{(IsOn ? PowerW : 0)}},"voltage":229.8,"current":8.05,"pf":1.00,"aenergy":{"total":1234.567,"by_minute":[30833.1,30820.3,30825.0],"minute_ts":1760781600},"temperature":{"tC":41.2,"tF":106.2} }"""
        );

    private string Set(HttpListenerRequest request)
    {
        lock (_gate)
        {
            Switched.Add(request.Url!.Query);
            var wasOn = IsOn;
            _isOn = request.QueryString["on"] == "true";
            _flipsAt = request.QueryString["toggle_after"] is { } seconds
                ? DateTime.UtcNow.AddSeconds(int.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture))
                : null;
            return $$"""{"was_on":{{(wasOn ? "true" : "false")}}}""";
        }
    }
}
