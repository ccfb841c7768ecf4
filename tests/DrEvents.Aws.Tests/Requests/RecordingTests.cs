namespace DrEvents.Aws.Tests.Requests;

/// <summary>
/// Where AWS's own clients are installed (<c>.ci/run</c> does it), they still send what was recorded. With <c>DREVENTS_RECORD=1</c> the
/// recordings in the sources are written anew.
/// </summary>
[Collection("one clock, one port")]
public sealed class RecordingTests
{
    private static readonly string[] Unlike = ["x-amz-user-agent", "amz-sdk-invocation-id", "authorization"];

    public static TheoryData<string> Clients => [.. OfficialClient.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task aws_own_client_sends_what_was_recorded(string name)
    {
        var client = OfficialClient.All.Single(c => c.Name == name);
        Assert.SkipUnless(client.IsThere, $"{name} or faketime is not installed");

        var sent = await client.RecordAsync();

        if (Environment.GetEnvironmentVariable("DREVENTS_RECORD") == "1")
            WireRequest.Save(client.RecordingsFile, sent);
        var recorded = WireRequest.Load(client.RecordingsFile);
        foreach (var (caseName, request) in sent)
        {
            // A newer version of the client names itself otherwise, and signs that name.
            Text(request).ShouldBe(Text(recorded[caseName]), caseName);
            if (client != OfficialClient.JavaScript && client != OfficialClient.ControlJavaScript)
                request.Authorization.Signature.ShouldBe(recorded[caseName].Authorization.Signature, caseName);
        }
    }

    private static string Text(WireRequest request) =>
        string.Join(
            '\n',
            request
                .Headers.Where(h => !Unlike.Contains(h.Key))
                .Select(h => $"{h.Key}: {h.Value}")
                .Prepend($"{request.Method} {request.Target} {request.BodySha256}")
        );
}
