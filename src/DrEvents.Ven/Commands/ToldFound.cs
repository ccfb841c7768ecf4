using System.Text.Json.Nodes;
using DrEvents.Ven.Devices.Commissioning.Adding;
using DrEvents.Ven.Devices.Commissioning.Finding;

namespace DrEvents.Ven.Commands;

/// <summary>
/// What another program says that it found. Anything may answer at an address: texts are cleaned, and the command that people paste into a shell
/// is made here.
/// </summary>
internal static class ToldFound
{
    private const int FoundMax = 64;
    private const int TakesMax = 8;
    private const int WordsLengthMax = 300;

    /// <summary>What can be shown of it; null where it is no answer of a VEN.</summary>
    /// <param name="told">The answer.</param>
    /// <param name="home">The home's file that the commands add to.</param>
    public static SearchView? Of(SearchView? told, string home) =>
        told is { Found: { } found }
            ? new(
                [.. found.OfType<FoundView>().Take(FoundMax).Select(f => Of(f, home))],
                [.. (told.Problems ?? []).OfType<string>().Take(FoundMax).Select(p => Proposals.Clean(p, WordsLengthMax))]
            )
            : null;

    private static FoundView Of(FoundView found, string home) =>
        new(
            Proposals.Clean(found.By ?? ""),
            Proposals.Clean(found.Address ?? ""),
            Cleaned(found.Maker),
            Cleaned(found.Model),
            Cleaned(found.Serial),
            Cleaned(found.Name),
            found.Hint is { } hint ? Proposals.Clean(hint, WordsLengthMax) : null,
            Cleaned(found.KnownAs),
            [.. (found.Takes ?? []).OfType<TakeView>().Take(TakesMax).Select(t => Of(t, home)).OfType<TakeView>()]
        );

    /// <summary>One that says something which cannot be shown is not offered.</summary>
    private static TakeView? Of(TakeView take, string home)
    {
        if (take.Fields is null)
            return null;
        var device = new NewDevice(take.IsMeter, take.Fields, take.Secrets ?? []);
        var isPlain = FieldTexts.Of(take.Fields).All(t => IsName(t.Field) && (t.Text is null || IsText(t.Text)));
        var hasKind = device.Driver?["kind"] is JsonValue kind && kind.TryGetValue<string>(out _);
        return isPlain && hasKind && device.Secrets.All(NewDevice.SecretFields.Contains)
            ? new TakeView(device.IsMeter, device.Fields, device.Secrets, AddLine.Of(device, home))
            : null;
    }

    // What begins with a dash would be an option of the command.
    private static bool IsText(string text) => text.Length <= WordsLengthMax && !text.StartsWith('-') && text.All(Proposals.IsPlain);

    private static bool IsName(string field) =>
        field.Length is > 0 and <= WordsLengthMax
        && field.Split('.').All(n => n.Length > 0 && char.IsAsciiLetterOrDigit(n[0]))
        && field.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static string? Cleaned(string? text) => text is null ? null : Proposals.Clean(text);
}
