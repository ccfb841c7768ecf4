namespace DrEvents.Terraform.Tests.Tools;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("drevents-terraform-").FullName;

    /// <summary>With a copy of <c>ops/terraform</c>, of which one file is changed.</summary>
    public static TemporaryFolder OfTerraformWith(string file, string text, string replacement)
    {
        var folder = new TemporaryFolder();
        foreach (var from in Directory.EnumerateFiles(Repository.Terraform, "*", SearchOption.AllDirectories))
        {
            var to = System.IO.Path.Combine(folder.Path, System.IO.Path.GetRelativePath(Repository.Terraform, from));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(to)!);
            File.Copy(from, to);
        }
        var changed = System.IO.Path.Combine(folder.Path, file);
        var before = File.ReadAllText(changed);
        before.ShouldContain(text);
        File.WriteAllText(changed, before.Replace(text, replacement, StringComparison.Ordinal));
        return folder;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
