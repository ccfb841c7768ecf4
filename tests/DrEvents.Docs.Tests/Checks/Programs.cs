using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Ingest;
using DrEvents.Backend.Features.Measurement;

namespace DrEvents.Docs.Tests.Checks;

/// <summary>The programs that pages tell to run.</summary>
internal static class Programs
{
    /// <summary>Programs of which it is known what they take, or which any system has.</summary>
    public static readonly string[] Known =
    [
        "drevents",
        "drevents-ven",
        "dotnet",
        "curl",
        "aws",
        "terraform",
        "psql",
        "pg_dump",
        "prometheus",
        "promtool",
        "jq",
        "openssl",
        "systemctl",
        "journalctl",
        "man",
        .. OfAnySystem,
    ];

    /// <summary>The repository's own scripts.</summary>
    public static readonly string[] Scripts =
    [
        .. Directory
            .EnumerateFiles(Repository.PathOf("ops/scripts"))
            .Select(f => Path.GetRelativePath(Repository.Folder, f).Replace('\\', '/')),
    ];

    /// <summary>Nothing is checked of these.</summary>
    public static IReadOnlyList<string> OfAnySystem =>
        ["cat", "mkdir", "chmod", "apt-get", "ss", "tr", "cut", "date", "python3", "sleep", "grep"];

    /// <summary>Names of spans, which begin as a command does.</summary>
    private static readonly string[] Spans =
    [
        AnswerWatch.AnswerSpan,
        CommandSender.CommandSpan,
        EventClock.StepSpan,
        SampleWatch.SampleSpan,
        TracedFigures.FigureSpan,
    ];

    /// <summary>Whether text in prose is a command: a program and what it is told, or settings before them.</summary>
    public static bool IsCommand(string text)
    {
        var words = text.Split(' ').SkipWhile(w => w.Contains('=', StringComparison.Ordinal)).ToList();
        return words.Count > 1 && Known.Contains(words[0]) && !Spans.Contains(text);
    }
}
