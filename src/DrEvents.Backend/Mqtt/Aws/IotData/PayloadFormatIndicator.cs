using Amazon.Runtime;

#pragma warning disable IDE0130, CA1707 // The official package's names, so that the package can take this folder's place.
namespace Amazon.IotData;

/// <summary>Whether a payload is text.</summary>
public class PayloadFormatIndicator(string value) : ConstantClass(value)
{
    /// <summary>It is bytes of any kind.</summary>
    public static readonly PayloadFormatIndicator UNSPECIFIED_BYTES = new("UNSPECIFIED_BYTES");

    /// <summary>It is text in UTF-8.</summary>
    public static readonly PayloadFormatIndicator UTF8_DATA = new("UTF8_DATA");

    /// <summary>The one of this name.</summary>
    public static PayloadFormatIndicator FindValue(string value) => FindValue<PayloadFormatIndicator>(value);

    /// <summary>The one of this name.</summary>
    public static implicit operator PayloadFormatIndicator(string value) => FindValue(value);
}
