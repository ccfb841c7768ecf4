using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace DrEvents.Hostile.Tests.Http;

/// <summary>
/// Bytes that are HTTP in part only. What never becomes a request is refused by the web server before any code of ours, with an answer
/// that has no body.
/// </summary>
[Collection(Attacks.Name)]
public sealed class BrokenFramesTests(BackendUnderAttack attacked) : IClassFixture<BackendUnderAttack>
{
    private const int Rounds = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Never become a request.</summary>
    public static TheoryData<string> NoRequests =>
        [
            "GET /api/vens/%00 HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /api/vens\0 HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /api/vens HTTP/1.1\r\n\r\n",
            "GET /api/vens HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET /api/vens HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n",
            "GET /api/vens HTTP/1.1\r\nHost: a\r\nX: " + new string('x', 40_000) + "\r\n\r\n",
            "GET /" + new string('x', 20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /api/vens HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
            "POST /api/vens HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
            "POST /api/vens HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: sideways\r\n\r\n",
            "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\r\n\r\n",
        ];

    /// <summary>Are requests whose body goes wrong.</summary>
    public static TheoryData<string, int> WrongBodies =>
        new()
        {
            { "POST /api/vens HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", 400 },
            { "POST /api/vens HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}garbage\r\n", 400 },
            { "POST /api/vens HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n", 400 },
            { "POST /api/vens HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n{}", 413 },
            { "PATCH /api/events/evt-00000000 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nConnection: close\r\n\r\n{", 400 },
        };

    /// <summary>Break off in the middle, and their sender with them.</summary>
    public static TheoryData<string> BrokenOff =>
        [
            "GET /api/ve",
            "POST /api/vens HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{\"name\":",
            "POST /api/vens HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n{}",
            "POST /api/vens HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}",
        ];

    [Theory]
    [MemberData(nameof(NoRequests))]
    public async Task bytes_that_are_no_request_are_refused(string frame)
    {
        for (var round = 0; round < Rounds; round++)
            StatusOf(await ExchangeAsync(frame)).ShouldBeInRange(400, 499);
        await attacked.IsUnharmedAsync();
    }

    [Theory]
    [MemberData(nameof(WrongBodies))]
    public async Task a_body_that_goes_wrong_is_a_problem_that_says_so(string frame, int status)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var answer = await ExchangeAsync(frame);
            StatusOf(answer).ShouldBe(status, answer);
            answer.ShouldContain("application/problem+json");
            answer.ShouldContain("\"detail\":");
        }
        await attacked.IsUnharmedAsync();
    }

    [Theory]
    [MemberData(nameof(BrokenOff))]
    public async Task a_request_that_breaks_off_ends_with_its_sender(string frame)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var answer = await ExchangeAsync(frame, breakOff: true);
            if (answer.Length > 0)
                StatusOf(answer).ShouldBeInRange(400, 499);
        }
        await attacked.IsUnharmedAsync();
    }

    private static int StatusOf(string answer)
    {
        answer.ShouldStartWith("HTTP/1.1 ");
        return int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture);
    }

    /// <summary>Sends the bytes and reads until the server ends the connection, as it does after every one of them.</summary>
    private async Task<string> ExchangeAsync(string frame, bool breakOff = false)
    {
        using var bound = new CancellationTokenSource(Patience);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(attacked.Backend.Address.Host, attacked.Backend.Address.Port, bound.Token);
        var answer = new StringBuilder();
        try
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(frame), bound.Token);
            if (breakOff)
                socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[4096];
            for (int read; (read = await socket.ReceiveAsync(buffer, bound.Token)) > 0; )
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // The server need not read to the end what it refuses; what it said before counts.
            return answer.ToString();
        }
        return answer.ToString();
    }
}
