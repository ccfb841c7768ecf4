namespace DrEvents.Contracts.Mqtt;

/// <summary>How a baseline is made.</summary>
public static class BaselineMethods
{
    /// <summary>What the home would use now by the models of its loads, from what they report.</summary>
    public const string Counterfactual = "counterfactual";

    /// <summary>What the home used on like days, moved by the hours before.</summary>
    public const string LikeDays = "like-days";

    /// <summary>
    /// The mean of the half hour before, moved as the use of those homes moved that know what they would use (difference in differences).
    /// </summary>
    public const string ControlGroup = "control-group";

    /// <summary>None: the VEN counts by what it claims.</summary>
    public const string Claim = "claim";

    /// <summary>Mean of the half hour before the reduction (NAESB: meter before / meter after).</summary>
    public const string PreEventMean = "pre-event-mean";
}
