using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace DrEvents.Ven.Tests.Devices.Commissioning;

/// <summary>A web server on loopback that answers everything with one text.</summary>
internal sealed class OneAnswer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _answering;

    public OneAnswer(string answer)
    {
        Url = $"http://127.0.0.1:{FreePort.Take()}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _answering = AnswerAsync(Encoding.UTF8.GetBytes(answer));
    }

    public string Url { get; }

    /// <summary>What was asked, in order: path and query as they came.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _answering;
        _listener.Close();
        _end.Dispose();
    }

    private async Task AnswerAsync(byte[] answer)
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync().WaitAsync(_end.Token);
                Asked.Enqueue(context.Request.RawUrl!);
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(answer, _end.Token);
                context.Response.Close();
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
