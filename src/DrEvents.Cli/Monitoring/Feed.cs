using DrEvents.Contracts.Mqtt;
using Spectre.Console;

namespace DrEvents.Cli.Monitoring;

/// <summary>Chooses which messages are shown, shows them, and knows when there were enough. Called for one message at a time.</summary>
sealed class Feed(IReadOnlySet<TopicKind> kinds, IReadOnlySet<string> venIds, int? countMax, bool asJson, Shell shell)
{
    /// <summary>A fleet of ten thousand VENs, two samples each.</summary>
    private const int SamplesKeptMax = 20_000;

    private readonly RepeatedSamples _samples = new(SamplesKeptMax);
    private readonly IAnsiConsole _lines = shell.Lines();
    private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _shown;

    /// <summary>Ends when as many messages were shown as were asked for.</summary>
    public Task Enough => _enough.Task;

    /// <summary>Shows a message if it is wanted.</summary>
    public void Take(BrokerMessage message)
    {
        if (Enough.IsCompleted)
            return;
        var sighting = Sighting.Of(message, shell);
        if (!IsWanted(sighting))
            return;
        if (asJson)
            shell.Out.WriteLine(JsonLine.Of(sighting));
        else
            TextLine.Write(sighting, shell, _lines);
        if (++_shown == countMax)
            _enough.SetResult();
    }

    private bool IsWanted(Sighting sighting)
    {
        if (kinds.Count > 0 && !kinds.Contains(sighting.Kind))
            return false;
        if (venIds.Count > 0 && (sighting.VenId is null || !venIds.Contains(sighting.VenId)))
            return false;
        if (sighting.Sample is not { } sample || !_samples.IsRepeat(sample, sighting.Message.Topic, out var otherTopic))
            return true;
        if (otherTopic is not null)
            shell.Say($"{sample.VenId} publishes each sample on {otherTopic} and on {sighting.Message.Topic}; it is shown once");
        return false;
    }
}
