using System.Reflection;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Tests.Shedding;

public sealed class RefusalReasonsTests
{
    public static TheoryData<string> Reasons =>
        [
            .. typeof(RefusalReasons)
                .GetFields(BindingFlags.Static | BindingFlags.Public)
                .Select(reason => (string)reason.GetRawConstantValue()!),
        ];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void every_reason_is_explained_in_the_guide(string reason) =>
        Guide().ShouldContain(line => line.StartsWith($"| `{reason.TrimEnd()}", StringComparison.Ordinal));

    private static string[] Guide()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DrEvents.sln")))
            folder = folder.Parent.ShouldNotBeNull("the tests run inside the repository");
        return File.ReadAllLines(Path.Combine(folder.FullName, "ops", "docs", "ven-guide.md"));
    }
}
