using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

namespace DrEvents.Backend.Hosting.Secrets;

/// <summary>Parameters of AWS's Systems Manager, with the credentials and the region that the SDK finds.</summary>
public static class SystemsManager
{
    /// <summary>Most names that one request may have.</summary>
    private const int NamesMax = 10;

    private static readonly TimeSpan AnswerLongest = TimeSpan.FromSeconds(20);

    /// <summary>Asks for parameters, and has those decrypted that are encrypted.</summary>
    public static ParameterAnswer Ask(IReadOnlyCollection<string> names)
    {
        var region = FallbackRegionFactory.GetRegionEndpoint();
        if (region is null)
            return new("", new Dictionary<string, string>(), "neither AWS_REGION nor the profile says which region");
        try
        {
            using var patience = new CancellationTokenSource(AnswerLongest);
            return new(region.SystemName, AskAsync(region, names, patience.Token).GetAwaiter().GetResult());
        }
        catch (Exception e)
            when (e is AmazonClientException or AmazonServiceException or HttpRequestException or OperationCanceledException)
        {
            return new(region.SystemName, new Dictionary<string, string>(), WordsOf(e, region.SystemName));
        }
    }

    private static async Task<Dictionary<string, string>> AskAsync(
        Amazon.RegionEndpoint region,
        IReadOnlyCollection<string> names,
        CancellationToken cancellation
    )
    {
        using var client = new AmazonSimpleSystemsManagementClient(region);
        var values = new Dictionary<string, string>();
        foreach (var some in names.Chunk(NamesMax))
        {
            var answer = await client
                .GetParametersAsync(new GetParametersRequest { Names = [.. some], WithDecryption = true }, cancellation)
                .ConfigureAwait(false);
            foreach (var parameter in answer.Parameters ?? [])
            {
                // What is asked for by version, label or ARN, and a secret by reference, is answered under its bare name.
                var name = some.FirstOrDefault(n => n == parameter.Name + parameter.Selector || n == parameter.ARN) ?? parameter.Name;
                values[name] = parameter.Value;
            }
        }
        return values;
    }

    private static string WordsOf(Exception e, string region) =>
        e switch
        {
            AmazonServiceException { StatusCode: > 0 } s =>
                $"Systems Manager in {region} answers {(int)s.StatusCode} {s.ErrorCode}: {s.Message}",
            OperationCanceledException => $"Systems Manager in {region} does not answer within {AnswerLongest.TotalSeconds} s",
            _ => e.InnerException is { } inner ? $"{e.Message} ({inner.Message})" : e.Message,
        };
}
