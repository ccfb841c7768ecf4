using System.Text.RegularExpressions;

namespace DrEvents.Docs.Tests.Reading;

/// <summary>What the guide to AWS makes and other pages about AWS go on with: a file of names, and functions.</summary>
internal static partial class AwsGuide
{
    public const string Path = "ops/docs/aws-guide.md";
    public const string NamesFile = "drevents.env";

    /// <summary>Its commands are for the folder of an environment.</summary>
    public const string Readme = "ops/terraform/README.md";
    public const string Environment = "ops/terraform/environments/example";

    /// <summary>The file of names, as the guide writes it.</summary>
    public static string Names() => "export AWS_REGION=eu-central-1\n" + NamesBlock().Match(Repository.Read(Path)).Groups[1].Value;

    /// <summary>Functions that the guide defines further down.</summary>
    public static string Functions() => string.Join('\n', Function().Matches(Repository.Read(Path)).Select(m => m.Value));

    [GeneratedRegex("<<'END'\\n(.*?)^END$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex NamesBlock();

    [GeneratedRegex(@"^\w+\(\) \{.*\}$", RegexOptions.Multiline)]
    private static partial Regex Function();
}
