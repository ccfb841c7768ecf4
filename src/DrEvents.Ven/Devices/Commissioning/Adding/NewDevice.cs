using System.Text.Json.Nodes;

namespace DrEvents.Ven.Devices.Commissioning.Adding;

/// <summary>A device as somebody wants it in the home's file.</summary>
/// <param name="IsMeter">Whether it is the home's meter, and not a load.</param>
/// <param name="Fields">What the file is to say of it: the load with its <c>driver</c>, or the <c>meter</c>.</param>
/// <param name="Secrets">Fields of the driver that get the file of a secret, as <c>secretFile</c> or <c>broker.secretFile</c>.</param>
internal sealed record NewDevice(bool IsMeter, JsonObject Fields, IReadOnlyList<string> Secrets)
{
    /// <summary>What a load's file calls its driver.</summary>
    public const string DriverField = "driver";

    /// <summary>What the meter's secrets are called after.</summary>
    public const string MeterId = "meter";

    /// <summary>Fields of a driver that name the file of a secret.</summary>
    public static readonly IReadOnlyList<string> SecretFields =
    [
        SecretFile.Field,
        $"broker.{SecretFile.Field}",
        $"operator.{SecretFile.Field}",
    ];

    private const int IdLengthMax = 40;

    /// <summary>The load's id; <c>meter</c> for the meter, empty where none is said.</summary>
    public string Id => IsMeter ? MeterId : TextOf("id");

    /// <summary>The load's name for people.</summary>
    public string Name => IsMeter ? "" : TextOf("name");

    /// <summary>The fields that the kind reads; null where they are none.</summary>
    public JsonObject? Driver => IsMeter ? Fields : Fields[DriverField] as JsonObject;

    /// <summary>What its id may be: it names files too.</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= IdLengthMax
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    /// <summary>An id made of a name: <c>Wall box (garage)</c> is <c>wall-box-garage</c>.</summary>
    public static string IdOf(string name)
    {
        var id = new System.Text.StringBuilder();
        foreach (var letter in name.ToLowerInvariant())
        {
            var known = letter switch
            {
                'ä' => "ae",
                'ö' => "oe",
                'ü' => "ue",
                'ß' => "ss",
                _ => char.IsAsciiLetterOrDigit(letter) ? letter.ToString() : "-",
            };
            if (known != "-" || (id.Length > 0 && id[^1] != '-'))
                id.Append(known);
        }
        return id.ToString(0, Math.Min(id.Length, IdLengthMax)).Trim('-');
    }

    /// <summary>Puts a value into a field of the driver, whose name may lead into objects: <c>broker.host</c>.</summary>
    /// <exception cref="InvalidDataException">On the way there is something else than an object.</exception>
    public static void Put(JsonObject driver, string field, JsonNode? value)
    {
        var names = field.Split('.');
        var at = driver;
        foreach (var name in names[..^1])
        {
            at[name] ??= new JsonObject();
            at = at[name] as JsonObject ?? throw new InvalidDataException($"{field}: {name} is no object");
        }
        at[names[^1]] = value;
    }

    private string TextOf(string field) => Fields[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
