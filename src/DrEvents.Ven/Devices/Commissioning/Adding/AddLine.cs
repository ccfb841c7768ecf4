using System.Text.Json.Nodes;

namespace DrEvents.Ven.Devices.Commissioning.Adding;

/// <summary>The command that adds a device. What devices say of themselves stands in it, so that everything a shell could obey is quoted.</summary>
internal static class AddLine
{
    private const string Plain = "_./:@%+,=-";

    /// <summary>The line for a shell.</summary>
    /// <param name="device">The device.</param>
    /// <param name="home">The home's file.</param>
    public static string Of(NewDevice device, string home) =>
        string.Join(' ', Words(device, home).Prepend("add").Prepend("device").Prepend("drevents-ven").Select(Quoted));

    /// <summary>The words of the command after <c>device add</c>.</summary>
    public static IEnumerable<string> Words(NewDevice device, string home)
    {
        yield return "--home";
        yield return home;
        if (device.IsMeter)
            yield return "--meter";
        foreach (
            var (option, field) in ((string, string)[])[("--name", "name"), ("--id", "id"), ("--type", "type"), ("--rated-kw", "ratedKw")]
        )
        {
            if (!device.IsMeter && device.Fields[field] is { } value)
            {
                yield return option;
                yield return value is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : HomeText.Line(value);
            }
        }
        var driver = (JsonObject)(device.Driver ?? []).DeepClone();
        yield return "--kind";
        yield return driver["kind"]?.GetValue<string>() ?? "";
        driver.Remove("kind");
        foreach (var argument in FieldArguments.Of(driver))
            yield return argument;
        foreach (var argument in device.IsMeter ? [] : FieldArguments.Of(BesideDriver(device.Fields)))
            yield return argument;
        foreach (var field in device.Secrets)
        {
            yield return "--secret";
            yield return field;
        }
    }

    private static JsonObject BesideDriver(JsonObject load)
    {
        var rest = (JsonObject)load.DeepClone();
        foreach (var known in (string[])["id", "name", "type", "ratedKw", NewDevice.DriverField])
            rest.Remove(known);
        return rest;
    }

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
