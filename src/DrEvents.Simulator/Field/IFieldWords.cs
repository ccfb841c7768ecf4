using DrEvents.Contracts.Mqtt;

namespace DrEvents.Simulator.Field;

/// <summary>How one generation of the field reads and writes. What it does is the same for all (<see cref="FieldVen"/>).</summary>
internal interface IFieldWords
{
    /// <summary>The topics on which it publishes each sample, at once.</summary>
    IReadOnlyList<string> TelemetryTopics(string venId);

    /// <summary>Reads a command; null where it is none.</summary>
    FieldCommand? Read(ReadOnlyMemory<byte> payload);

    /// <summary>What it takes a command for.</summary>
    FieldDeed DeedOf(FieldCommand command);

    /// <summary>Its acknowledgement.</summary>
    byte[] Acknowledge(FieldAnswer answer);

    /// <summary>A sample.</summary>
    byte[] Report(TelemetrySample sample);
}

/// <summary>The words of the generations.</summary>
internal static class FieldWords
{
    private static readonly OlderWords Older = new();
    private static readonly OldestWords Oldest = new();

    /// <summary>Those of a generation; null for today's, whose agent has its own.</summary>
    public static IFieldWords? Of(Generation generation) =>
        generation switch
        {
            Generation.Older => Older,
            Generation.Oldest => Oldest,
            _ => null,
        };
}

/// <summary>What a VEN of the field can do about a command.</summary>
internal enum FieldDeed
{
    /// <summary>It does not know the command.</summary>
    None,

    /// <summary>It says that it is there.</summary>
    Answer,

    /// <summary>It sheds at once.</summary>
    Shed,

    /// <summary>It gives back what it shed.</summary>
    Restore,
}
