using System.Diagnostics;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using DrEvents.Local.Processes;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Webhooks;

/// <summary>The receiver that the guide shows, run as it stands there: another language, which knows nothing but the standard.</summary>
public sealed partial class GuidedReceiverScenarios(TellingBackend backend) : IClassFixture<TellingBackend>
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task it_takes_what_is_signed_by_its_secret_and_refuses_the_rest()
    {
        Assert.SkipUnless(File.Exists(Python), "Python is not installed");
        var port = FreePort.Find();
        var made = await backend.MakeAsync($"http://127.0.0.1:{port}/");
        using var receiver = Start(made.Secret, port);
        try
        {
            await Eventually.HoldsAsync("it listens", () => ListensAsync(port), withinS: 60);
            var delivered = await backend.UntilAsync(made, await backend.PingAsync(made), "delivered");
            delivered.Attempts[^1].Status.ShouldBe(204);
            (await receiver.StandardOutput.ReadLineAsync()).ShouldNotBeNull().ShouldContain("ping {'webhookId': ");

            var other = await backend.MakeAsync($"http://127.0.0.1:{port}/");
            var refused = await backend.UntilAsync(other, await backend.PingAsync(other), "dead");
            refused.Attempts.ShouldAllBe(a => a.Status == 401);
        }
        finally
        {
            receiver.Kill();
            await receiver.WaitForExitAsync();
        }
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Process Start(string secret, int port)
    {
        var program = Example().Match(Repository.Read("ops/docs/webhooks.md")).Groups[1].Value;
        program.ShouldContain("is_genuine");
        var start = new ProcessStartInfo(Python) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(program);
        start.Environment["WEBHOOK_SECRET"] = secret;
        start.Environment["PORT"] = $"{port}";
        return Process.Start(start)!;
    }

    [GeneratedRegex("<<'END'\n(.*?)\nEND\n", RegexOptions.Singleline)]
    private static partial Regex Example();
}
