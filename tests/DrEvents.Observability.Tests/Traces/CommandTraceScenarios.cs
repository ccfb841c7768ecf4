using System.Diagnostics;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Ingest;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Hosting.Observability;
using DrEvents.Observability.Tests.Running;
using DrEvents.Testing;

namespace DrEvents.Observability.Tests.Traces;

/// <summary>One trace from the request to what the figures show.</summary>
public sealed class CommandTraceScenarios
{
    private const string Picture = "ops/docs/images/trace-of-a-command.svg";

    [Fact]
    public async Task the_trace_of_a_command_leads_from_the_request_to_the_figure_that_shows_it()
    {
        await using var system = await ObservedSystem.StartAsync(ObservedSystem.Traced);
        await system.StartVensAsync("ven-1");

        var asked = await system.CreateAsync(kw: 1, seconds: 20);

        var figure = await system.SpanAsync(
            "the figure is traced",
            s => s.OperationName == TracedFigures.FigureSpan && IsAbout(s, asked.Id)
        );
        string[] way =
        [
            TracedFigures.FigureSpan,
            SampleWatch.SampleSpan,
            "ven sample",
            "ven command",
            CommandSender.CommandSpan,
            "PublishCommands",
            "TellVens",
            "PlanEvent",
            "stored-EventActivated",
            "POST /api/events",
        ];
        await system.SpanAsync("the request has ended", s => s.TraceId == figure.TraceId && s.Kind == ActivityKind.Server);
        Way(system, figure).Select(s => s.DisplayName.Split('.')[^1]).ShouldBe(way, Whole(system, figure));
        var command = system.Spans.First(s => s.OperationName == CommandSender.CommandSpan && s.TraceId == figure.TraceId);
        Tag(command, Tracing.VenId).ShouldBe("ven-1");
        IsAbout(command, asked.Id).ShouldBeTrue();
        var answer = system.Spans.Single(s => s.OperationName == AnswerWatch.AnswerSpan && s.TraceId == figure.TraceId);
        system.Spans.Single(s => s.SpanId == answer.ParentSpanId).OperationName.ShouldBe("ven command");
        system.Spans.ShouldContain(s => s.TraceId == figure.TraceId && s.OperationName == AppendSpans.AppendSpan);
        ((double)figure.GetTagItem("drevents.reduction_kw")!).ShouldBeGreaterThan(0);
        DrawOrCompare(system.Spans.Where(s => s.TraceId == figure.TraceId && s.DisplayName != "send"));
    }

    /// <summary>The picture of the page is of spans like these. To draw it anew: <c>DREVENTS_WRITE=1</c>.</summary>
    private static void DrawOrCompare(IEnumerable<Activity> spans)
    {
        var picture = TracePicture.Of(
            spans,
            "One command, from the request to the figure that shows it; recorded with one VEN on a shared machine"
        );
        if (Environment.GetEnvironmentVariable("DREVENTS_WRITE") is { Length: > 0 })
            File.WriteAllText(Repository.PathOf(Picture), picture);
        var drawn = Repository.Read(Picture);
        foreach (var span in spans.Where(s => s.Source.Name.StartsWith("DrEvents", StringComparison.Ordinal)))
            drawn.ShouldContain($">{TracePicture.NameOf(span)}<");
    }

    [Fact]
    public async Task the_start_of_a_scheduled_event_refers_to_the_request_and_is_found_by_the_events_id()
    {
        await using var system = await ObservedSystem.StartAsync(ObservedSystem.Traced);
        await system.StartVensAsync("ven-1");

        var asked = await system.CreateAsync(kw: 1, seconds: 20, startInS: 2);

        var command = await system.SpanAsync(
            "the command is traced",
            s => s.OperationName == CommandSender.CommandSpan && IsAbout(s, asked.Id)
        );
        await system.SpanAsync("the start has ended", s => s.OperationName == EventClock.StepSpan && s.TraceId == command.TraceId);
        var request = await system.SpanAsync("the request has ended", s => s.DisplayName.StartsWith("POST", StringComparison.Ordinal));
        request.DisplayName.ShouldBe("POST /api/events");
        var step = system.Spans.Single(s => s.OperationName == EventClock.StepSpan && s.TraceId == command.TraceId);
        step.TraceId.ShouldNotBe(request.TraceId);
        step.Links.Single().Context.TraceId.ShouldBe(request.TraceId);
        IsAbout(request, asked.Id).ShouldBeTrue();
        IsAbout(step, asked.Id).ShouldBeTrue();
    }

    private static bool IsAbout(Activity span, string eventId) => Tag(span, Tracing.EventId) == eventId;

    private static string? Tag(Activity span, string name) => span.GetTagItem(name) as string;

    /// <summary>From a span to the beginning of its trace, without what the store and the queues say of themselves.</summary>
    private static List<Activity> Way(ObservedSystem system, Activity from)
    {
        var byId = system.Spans.ToLookup(s => s.SpanId);
        var way = new List<Activity>();
        for (var span = from; span is not null; span = byId[span.ParentSpanId].FirstOrDefault())
            way.Add(span);
        return way;
    }

    private static string Whole(ObservedSystem system, Activity of) =>
        string.Join(
            Environment.NewLine,
            system
                .Spans.Where(s => s.TraceId == of.TraceId)
                .OrderBy(s => s.StartTimeUtc)
                .Select(s => $"{s.StartTimeUtc:ss.fff} {s.SpanId} < {s.ParentSpanId} {s.Source.Name} {s.DisplayName}")
        );
}
