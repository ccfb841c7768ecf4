namespace DrEvents.Backend.Hosting;

/// <summary>Collects what is wrong with a request, field by field, so that one answer names all of it.</summary>
public class FieldErrors
{
    private const int LabelLengthMax = 128;
    private readonly Dictionary<string, string[]> _errors = [];

    /// <summary>The answer to a request whose body has to be there.</summary>
    public static ProblemDetails NoBody => new FieldErrors().If(true, "body", "is missing").Answer;
    public bool None => _errors.Count == 0;
    public ProblemDetails Answer => None ? Problems.None : Problems.BadRequest(_errors);

    public FieldErrors If(bool wrong, string field, string problem)
    {
        if (wrong)
            _errors.TryAdd(field, [problem]);
        return this;
    }

    public FieldErrors Range(double? value, string field, double min, double max) =>
        If(value is { } v && !(v >= min && v <= max), field, FormattableString.Invariant($"has to lie between {min} and {max}"));

    public FieldErrors Positive(double? value, string field, double max) =>
        If(value <= 0, field, "has to be more than 0").Range(value, field, double.MinValue, max);

    public FieldErrors Text(string? value, string field, int lengthMax) =>
        If(value?.Length > lengthMax, field, $"is longer than {lengthMax} characters")
            .If(value?.Contains('\0', StringComparison.Ordinal) == true, field, "holds a NUL character");

    public FieldErrors Labels(IReadOnlyList<string>? labels, string field) =>
        If(
            labels?.Any(l => string.IsNullOrWhiteSpace(l) || l.Length > LabelLengthMax || l.Contains('\0', StringComparison.Ordinal))
                == true,
            field,
            "holds an empty or over-long label"
        );
}
