using System.Globalization;

namespace DrEvents.Backend.Hosting;

/// <summary>Collects what is wrong with a request, field by field, so that one answer names all of it.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, string[]> _errors = [];

    /// <summary>The answer 400, or null when nothing is wrong.</summary>
    public IResult? Answer => _errors.Count == 0 ? null : Problems.BadRequest(_errors);

    /// <summary>Whether nothing is wrong so far.</summary>
    public bool None => _errors.Count == 0;

    /// <summary>Says what is wrong with a field, if something is.</summary>
    public FieldErrors If(bool wrong, string field, string problem)
    {
        if (wrong)
            _errors.TryAdd(field, [problem]);
        return this;
    }

    /// <summary>A number that has to lie within bounds, if it is there.</summary>
    public FieldErrors Range(double? value, string field, double min, double max) =>
        If(
            value is { } v && !(v >= min && v <= max),
            field,
            string.Create(CultureInfo.InvariantCulture, $"has to lie between {min} and {max}")
        );

    /// <summary>Text that must not be longer than so many characters, nor hold what cannot be stored.</summary>
    public FieldErrors Text(string? value, string field, int lengthMax) =>
        If(value?.Length > lengthMax, field, $"is longer than {lengthMax} characters")
            .If(value?.Contains('\0', StringComparison.Ordinal) == true, field, "holds a NUL character");
}
