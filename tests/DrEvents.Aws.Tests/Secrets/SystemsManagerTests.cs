using System.Text.Json.Nodes;
using DrEvents.Aws.Tests.Requests;
using DrEvents.Backend.Hosting.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DrEvents.Aws.Tests.Secrets;

/// <summary>Parameters of Systems Manager, asked for by the SDK's own client of a stand-in that verifies signatures.</summary>
[Collection("one clock, one port")]
public sealed class SystemsManagerTests : IAsyncLifetime
{
    private static readonly string[] Variables =
    [
        "AWS_ENDPOINT_URL_SSM",
        "AWS_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_MAX_ATTEMPTS",
    ];

    private readonly Dictionary<string, string?> _before = Variables.ToDictionary(v => v, Environment.GetEnvironmentVariable);
    private readonly List<int> _askedFor = [];
    private WebApplication _app = null!;
    private string? _refusal;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync();
        string?[] values = [_app.Urls.Single(), RecordedWith.Region, RecordedWith.AccessKeyId, RecordedWith.Secret, "1"];
        foreach (var (name, value) in Variables.Zip(values))
            Environment.SetEnvironmentVariable(name, value);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (name, value) in _before)
            Environment.SetEnvironmentVariable(name, value);
        await _app.DisposeAsync();
    }

    [Fact]
    public void more_parameters_than_one_request_takes_are_decrypted_and_those_missing_are_left_out()
    {
        string[] names =
        [
            .. Enumerable.Range(0, 23).Select(n => $"/drevents/{n}"),
            "/drevents/missing",
            "/drevents/versioned:3",
            "/aws/reference/secretsmanager/drevents/postgres",
        ];

        var answer = SystemsManager.Ask(names);

        answer.Problem.ShouldBeNull();
        answer.Region.ShouldBe(RecordedWith.Region);
        answer.Values.Keys.ShouldBe(names.Except(["/drevents/missing"]), ignoreOrder: true);
        answer.Values["/drevents/versioned:3"].ShouldBe("value of /drevents/versioned");
        _askedFor.ShouldBe([10, 10, 6]);
    }

    [Fact]
    public void a_refusal_is_told_in_awss_words()
    {
        _refusal = "AccessDeniedException";

        SystemsManager
            .Ask(["/drevents/a"])
            .Problem.ShouldBe(
                $"Systems Manager in {RecordedWith.Region} answers 400 AccessDeniedException: not authorized to perform: ssm:GetParameters"
            );
    }

    [Fact]
    public async Task one_that_is_not_there_is_told()
    {
        await _app.StopAsync();

        SystemsManager.Ask(["/drevents/a"]).Problem.ShouldNotBeNull().ShouldContain("refused");
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var body = JsonNode.Parse(await new StreamReader(context.Request.Body).ReadToEndAsync())!;
        context.Request.Headers["x-amz-target"].ToString().ShouldBe("AmazonSSM.GetParameters");
        SignatureV4.Read(context.Request.Headers.Authorization)!.Scope.ShouldEndWith($"/{RecordedWith.Region}/ssm/aws4_request");
        context.Response.ContentType = "application/x-amz-json-1.1";
        if (_refusal is { } code)
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync($$"""{"__type":"{{code}}","message":"not authorized to perform: ssm:GetParameters"}""");
            return;
        }
        var names = body["Names"]!.AsArray().Select(n => (string)n!).ToList();
        _askedFor.Add(names.Count);
        var found = names.Where(n => !n.EndsWith("missing", StringComparison.Ordinal)).Select(name => name.Split(':', 2)).ToList();
        var parameters = found.Select(n =>
        {
            var parameter = new JsonObject
            {
                ["Name"] = n[0],
                ["Type"] = "SecureString",
                ["Value"] = (bool)body["WithDecryption"]! ? $"value of {n[0]}" : "encrypted",
            };
            if (n.Length > 1)
                parameter["Selector"] = ":" + n[1];
            return (JsonNode)parameter;
        });
        await context.Response.WriteAsync(new JsonObject { ["Parameters"] = new JsonArray([.. parameters]) }.ToJsonString());
    }
}
