namespace DrEvents.Ven;

/// <summary>Powers as they leave the VEN.</summary>
internal static class WireKw
{
    /// <summary>To the watt: no meter behind a panel knows more, and the payload stays short.</summary>
    public static double Round(double kw) => Math.Round(kw, 3);
}
