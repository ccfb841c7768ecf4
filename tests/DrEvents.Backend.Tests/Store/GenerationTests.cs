using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Settlement;
using DrEvents.Backend.Store;

namespace DrEvents.Backend.Tests.Store;

public sealed class GenerationTests
{
    /// <summary>
    /// What each generation keeps. A changed form is a new generation with a line of its own, unless no release has the newest one: then its line changes.
    /// </summary>
    private static readonly Dictionary<int, string> Forms = new()
    {
        [4] = "Acknowledgements 2, Events 4, Live 5, Participations 3, Plans 3, RefusedDays 2, Vens 3",
        [5] =
            "Acknowledgements 2, Actions 1, BookedLines 2, Erasures 1, Events 4, Live 8, MeterDays 1, Meters 1, NewestBookings 1, NewestResults 1, Participations 3, Plans 3, Programmes 1, RefusedDays 2, TemperatureDays 1, Temperatures 1, Vens 4",
    };

    [Fact]
    public void a_generation_is_of_certain_forms()
    {
        var options = EventStore.Options("Host=127.0.0.1", store => Rooms.Configure(store, pressure: null));
        (string Name, uint Version)[] readModels =
        [
            (AcknowledgementProjection.ProjectionName, AcknowledgementProjection.FormVersion),
            (LiveProjection.ProjectionName, LiveProjection.FormVersion),
            (BookedLineProjection.ProjectionName, BookedLineProjection.FormVersion),
        ];
        var kept = readModels
            .Concat(options.States().Select(s => (s.Name, s.Version)))
            .OrderBy(f => f.Name, StringComparer.Ordinal)
            .Select(f => $"{f.Name} {f.Version}");

        string.Join(", ", kept).ShouldBe(Forms[EarlierNodes.Generation]);
        EarlierNodes.Generation.ShouldBe(Forms.Keys.Max());
    }
}
