using System.Text;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Mqtt;
using Spectre.Console;

namespace DrEvents.Cli.Monitoring;

/// <summary>A message as one line of text: time, kind, VEN, figures.</summary>
static class TextLine
{
    private const int PayloadCharactersMax = 120;
    private const int KindWidth = 10;
    private const int VenWidth = 14;

    /// <summary>Writes the line, in colours where the terminal has them.</summary>
    public static void Write(Sighting sighting, Shell shell, IAnsiConsole lines)
    {
        var (word, colour) = sighting.Problem is null
            ? (MessageKinds.WordOf(sighting.Kind), ColourOf(sighting))
            : ("unreadable", Color.Red);
        Write(lines, Figures.LocalTimeMs(sighting.Message.ReceivedAt, shell) + " ", Color.Grey);
        Write(lines, word.PadRight(KindWidth) + " ", colour);
        Write(lines, Printable.Of(sighting.VenId ?? "?").PadRight(VenWidth) + " ", null);
        var told = sighting.Problem is null
            ? sighting.Figures
            : [sighting.Message.Topic, sighting.Problem, Beginning(sighting.Message.Payload)];
        Write(lines, string.Join("  ", told.Select(Printable.Of)), IsRefused(sighting) ? Color.Red : null);
        lines.WriteLine();
    }

    private static bool IsRefused(Sighting sighting) =>
        sighting is { Kind: TopicKind.Ack, Problem: null } && sighting.Figures.Contains("REFUSED");

    private static Color ColourOf(Sighting sighting) =>
        sighting.Kind switch
        {
            TopicKind.Command => Color.Yellow,
            TopicKind.Ack => Color.Green,
            TopicKind.Status => Color.Blue,
            _ => Color.Grey,
        };

    private static string Beginning(ReadOnlyMemory<byte> payload) =>
        payload.IsEmpty
            ? "(empty)"
            : Printable.Beginning(
                Encoding.UTF8.GetString(payload.Span[..Math.Min(payload.Length, 4 * PayloadCharactersMax)]),
                PayloadCharactersMax
            );

    private static void Write(IAnsiConsole lines, string text, Color? colour) => lines.Write(new Text(text, new Style(colour)));
}
