using Spectre.Console;

namespace DrEvents.Cli.Output;

/// <summary>One cell: text as it is, never markup.</summary>
readonly record struct Cell(string? Content, Color? Colour = null)
{
    public static implicit operator Cell(string? content) => new(content);

    /// <summary>A word that says how something stands, coloured by what it means for who looks.</summary>
    public static Cell Status(string word) =>
        new(
            word,
            word switch
            {
                "online" or "active" or "acknowledged" or "shedding" or "accepted" or "success" or "identical" or "holds" => Color.Green,
                "offline" or "refused" or "notDelivering" or "expired" or "noAnswer" or "cancelled" or "different" or "does not hold" =>
                    Color.Red,
                "scheduled" or "announced" or "pending" or "dispatched" or "restoring" or "stopping" => Color.Yellow,
                _ => null,
            }
        );
}
