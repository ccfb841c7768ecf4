using System.Diagnostics.CodeAnalysis;

namespace DrEvents.Contracts.Mqtt;

/// <summary>A payload that was read, or the reason why it could not be; the reason names the field.</summary>
/// <typeparam name="T">The message that was read.</typeparam>
public readonly record struct Decoded<T>
    where T : class
{
    internal Decoded(T? value, string? error) => (Value, Error) = (value, error);

    /// <summary>The message; null when it could not be read.</summary>
    public T? Value { get; }

    /// <summary>What is wrong, naming the field; null when the message was read.</summary>
    public string? Error { get; }

    /// <summary>Gives the message, or the reason why there is none.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? error)
    {
        value = Value;
        error = value is null ? Error ?? "no message" : null;
        return value is not null;
    }
}

/// <summary>Makes what <see cref="Decoded{T}"/> holds.</summary>
internal static class Decoded
{
    /// <summary>A message that was read.</summary>
    public static Decoded<T> Of<T>(T value)
        where T : class => new(value, null);

    /// <summary>A message that could not be read.</summary>
    public static Decoded<T> Failed<T>(string error)
        where T : class => new(null, error);
}
