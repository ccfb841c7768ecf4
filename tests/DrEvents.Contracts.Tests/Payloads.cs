using System.Text;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Contracts.Tests;

/// <summary>Payloads as tests write them.</summary>
internal static class Payloads
{
    /// <summary>The text as bytes of UTF-8.</summary>
    public static ReadOnlyMemory<byte> Utf8(this string json) => Encoding.UTF8.GetBytes(json);

    /// <summary>The message, which has to be readable.</summary>
    public static T Message<T>(this Decoded<T> decoded)
        where T : class
    {
        decoded.Error.ShouldBeNull();
        return decoded.Value.ShouldNotBeNull();
    }

    /// <summary>The error of a message, which must not be readable.</summary>
    public static string Problem<T>(this Decoded<T> decoded)
        where T : class
    {
        decoded.Value.ShouldBeNull();
        return decoded.Error.ShouldNotBeNull();
    }

    /// <summary>These parts, and no others, have to be named as wrong.</summary>
    public static void ShouldBeFaulty(this TelemetrySample sample, params string[] names) => sample.Faulty.ShouldBe(names);
}
