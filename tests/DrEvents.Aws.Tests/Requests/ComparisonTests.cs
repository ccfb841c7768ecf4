namespace DrEvents.Aws.Tests.Requests;

/// <summary>Requests of our client against those of AWS's own clients, on the wire and at the same moment.</summary>
[Collection("one clock, one port")]
public sealed class ComparisonTests : IAsyncLifetime
{
    /// <summary>Headers in which a client names itself and counts its attempts, and that it may sign.</summary>
    private static readonly string[] Naming = ["amz-sdk-invocation-id", "amz-sdk-request", "x-amz-user-agent"];

    /// <summary>Those, and what belongs to the connection.</summary>
    private static readonly string[] OfTheClient =
    [
        .. Naming,
        "accept",
        "accept-encoding",
        "authorization",
        "connection",
        "content-length",
    ];

    private readonly RequestRecorder _recorder = new();
    private OurClient _ours = null!;

    public static TheoryData<string> Cases => [.. RequestCase.All.Select(c => c.Name)];

    public static TheoryData<string> ControlCases => [.. ControlCase.All.Select(c => c.Name)];

    public ValueTask InitializeAsync()
    {
        _ours = new OurClient(_recorder.Port);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _ours.Dispose();
        await _recorder.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task is_byte_for_byte_the_request_of_the_sdk_for_javascript(string name)
    {
        var (own, official) = (await SendAsync(name), OfficialClient.BareJavaScript.Recordings()[name]);

        $"{own.Method} {own.Target}".ShouldBe($"{official.Method} {official.Target}");
        (own.BodyBytes, own.BodySha256).ShouldBe((official.BodyBytes, official.BodySha256));
        Meaning(own).ShouldBe(Meaning(official));
        own.Headers["authorization"].ShouldBe(official.Headers["authorization"]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task has_the_signature_of_the_sdk_for_javascript_over_the_same_headers(string name)
    {
        var (own, official) = (await SendAsync(name), OfficialClient.JavaScript.Recordings()[name]);

        Meaning(own).ShouldBe(Meaning(official));
        own.SignedAs(official, Naming, RecordedWith.Secret).ShouldBe(official.Authorization.Signature);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task has_the_signature_of_the_command_line_over_the_same_headers(string name)
    {
        var (own, official) = (await SendAsync(name), OfficialClient.CommandLine.Recordings()[name]);

        $"{own.Method} {own.Path}".ShouldBe($"{official.Method} {official.Path}");
        // The command line writes the query in another order than AWS's other clients do; what is signed is sorted.
        own.SortedQuery.ShouldBe(official.SortedQuery);
        (own.BodyBytes, own.BodySha256).ShouldBe((official.BodyBytes, official.BodySha256));
        own.SignedAs(official, Naming, RecordedWith.Secret).ShouldBe(official.Authorization.Signature);
    }

    [Theory]
    [MemberData(nameof(ControlCases))]
    public async Task is_byte_for_byte_the_request_of_the_sdk_for_javascript_to_the_control_plane(string name)
    {
        var (own, official) = (await SendControlAsync(name), OfficialClient.BareControlJavaScript.Recordings()[name]);

        $"{own.Method} {own.Target}".ShouldBe($"{official.Method} {official.Target}");
        (own.BodyBytes, own.BodySha256).ShouldBe((official.BodyBytes, official.BodySha256));
        Meaning(own).ShouldBe(Meaning(official));
        own.Headers["authorization"].ShouldBe(official.Headers["authorization"]);
        var whole = OfficialClient.ControlJavaScript.Recordings()[name];
        own.SignedAs(whole, Naming, RecordedWith.Secret).ShouldBe(whole.Authorization.Signature);
    }

    [Fact]
    public void there_are_at_least_thirty_cases_each_recorded_of_each_client()
    {
        RequestCase.All.Count.ShouldBeGreaterThanOrEqualTo(30);
        foreach (var client in OfficialClient.All)
            client.Recordings().Keys.ShouldBe((IEnumerable<string>)client.CaseNames, client.Name);
    }

    private async Task<WireRequest> SendAsync(string name)
    {
        await _ours.SendAsync(RequestCase.All.Single(c => c.Name == name));
        return _recorder.Requests.ShouldHaveSingleItem();
    }

    private async Task<WireRequest> SendControlAsync(string name)
    {
        await _ours.SendAsync(ControlCase.All.Single(c => c.Name == name));
        return _recorder.Requests.ShouldHaveSingleItem();
    }

    private static IEnumerable<string> Meaning(WireRequest request) =>
        request.Headers.Where(h => !OfTheClient.Contains(h.Key)).Select(h => $"{h.Key}: {h.Value}");
}
