using System.Globalization;
using DrEvents.Dashboard.Viewing;

namespace DrEvents.Dashboard.Planning;

/// <summary>Which VENs a planned event is for.</summary>
public enum Meant
{
    /// <summary>All enabled ones.</summary>
    All,

    /// <summary>Those of some groups.</summary>
    Groups,

    /// <summary>Those of a list.</summary>
    Vens,

    /// <summary>Those that take part in a programme, on its terms; of them only those of the groups and the list, where there are any.</summary>
    Programme,
}

/// <summary>
/// A planned event as it stands in the form. All of it is in the page's address, so that a plan is a link. Numbers are kept as they were typed: whether
/// they are any is for the backend to say.
/// </summary>
public sealed record PlanForm
{
    /// <summary>A page's address holds about so many VENs; more are a group.</summary>
    public const int VenIdsMax = 400;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm'Z'";

    /// <summary>Whether it begins as soon as it is asked for.</summary>
    public bool IsNow { get; init; }

    /// <summary>When it begins otherwise; null while that is not a time.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Whether its end is given, and not its length.</summary>
    public bool HasEnd { get; init; }

    /// <summary>When it ends; null while that is not a time.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>How long it lasts, minutes.</summary>
    public string Minutes { get; init; } = "60";

    /// <summary>What is asked of the fleet, kW.</summary>
    public string Kw { get; init; } = "";

    /// <summary>Which VENs it is for.</summary>
    public Meant Meant { get; init; }

    /// <summary>Groups, where it is for groups, or for some of a programme.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>VENs, where it is for a list, or for some of a programme.</summary>
    public IReadOnlyList<string> VenIds { get; init; } = [];

    /// <summary>The programme that it belongs to, where it is for one; nothing while none is chosen.</summary>
    public string Programme { get; init; } = "";

    /// <summary>0 goes before all others.</summary>
    public string Priority { get; init; } = "100";

    /// <summary><c>weighted</c> or <c>equal</c>.</summary>
    public string Allocation { get; init; } = "weighted";

    /// <summary><c>closed</c> or <c>open</c>.</summary>
    public string Control { get; init; } = "closed";

    /// <summary>So many percent of the VENs are not called.</summary>
    public string HoldOut { get; init; } = "0";

    /// <summary>When it begins, if that is known.</summary>
    public DateTimeOffset? StartAt(DateTimeOffset now) => IsNow ? now : Start;

    /// <summary>When it ends, if that is known.</summary>
    public DateTimeOffset? EndAt(DateTimeOffset now) =>
        HasEnd ? End
        : StartAt(now) is { } start && Number(Minutes) is { } minutes && Math.Abs(minutes) < 1e6 ? start.AddMinutes(minutes)
        : null;

    /// <summary>A form of nothing but the next full hour.</summary>
    public static PlanForm Empty(DateTimeOffset now) => new() { Start = Hour(now.AddMinutes(90)) };

    /// <summary>The same as an event that was, at the same time of the day, the next time that there is one.</summary>
    public static PlanForm Copy(EventView e, DateTimeOffset now, TimeZoneInfo zone) =>
        new PlanForm
        {
            Start = e.StartTime,
            Minutes = Text((e.EndTime - e.StartTime).TotalMinutes),
            Kw = Text(e.RequestedReductionKw),
            Meant =
                e.Targets is null ? Meant.All
                : e.Targets.Programme is not null ? Meant.Programme
                : e.Targets.Groups is { Count: > 0 } ? Meant.Groups
                : Meant.Vens,
            Groups = e.Targets?.Groups ?? [],
            VenIds = e.Targets?.VenIds ?? [],
            Programme = e.Targets?.Programme ?? "",
            Priority = Text(e.Priority),
            Allocation = e.Allocation,
            Control = e.Control,
            HoldOut = Text(e.HoldOutPercent),
        }.Next(now, zone);

    /// <summary>A start that is past is moved to the next time that clocks of the zone show the same.</summary>
    public PlanForm Next(DateTimeOffset now, TimeZoneInfo zone)
    {
        if (IsNow || Start is not { } start || start > now)
            return this;
        var (wall, today) = (TimeZoneInfo.ConvertTime(start, zone).TimeOfDay, TimeZoneInfo.ConvertTime(now, zone).Date);
        var next = WallClock.At(zone, today + wall);
        if (next <= now)
            next = WallClock.At(zone, today.AddDays(1) + wall);
        return this with { Start = next, End = End is { } end ? next + (end - start) : null };
    }

    /// <summary>Reads it from a page's address; what is not there is as in an empty form.</summary>
    public static PlanForm Read(IReadOnlyDictionary<string, string> query, DateTimeOffset now)
    {
        var empty = Empty(now);
        var groups = List("groups");
        var vens = List("vens");
        return new PlanForm
        {
            IsNow = Get("start") == "now",
            Start = Get("start") is null ? empty.Start : Time("start"),
            HasEnd = Get("end") is not null,
            End = Time("end"),
            Minutes = Get("minutes") ?? empty.Minutes,
            Kw = Get("kw") ?? "",
            Meant = Get("for") switch
            {
                "groups" => Meant.Groups,
                "vens" => Meant.Vens,
                "programme" => Meant.Programme,
                null when groups.Count > 0 => Meant.Groups,
                null when vens.Count > 0 => Meant.Vens,
                _ => Meant.All,
            },
            Groups = groups,
            VenIds = vens,
            Programme = Get("programme") ?? "",
            Priority = Get("priority") ?? empty.Priority,
            Allocation = Get("allocation") ?? empty.Allocation,
            Control = Get("control") ?? empty.Control,
            HoldOut = Get("holdOut") ?? empty.HoldOut,
        };

        string? Get(string name) => query.GetValueOrDefault(name);
        IReadOnlyList<string> List(string name) => Get(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];
        DateTimeOffset? Time(string name) =>
            DateTimeOffset.TryParse(Get(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time.ToUniversalTime()
                : null;
    }

    /// <summary>The same for who may plan for some programmes alone: it is for one of them, and for those of its VENs that were named.</summary>
    public PlanForm For(IReadOnlyList<string>? own) =>
        own is null ? this : this with { Meant = Meant.Programme, Programme = own is [var only] ? only : Programme };

    /// <summary>As a page's address has it, without what is as ever.</summary>
    public string Query()
    {
        var ever = new PlanForm();
        var parts = new List<(string Name, string Value)>
        {
            ("start", IsNow ? "now" : Start?.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture) ?? ""),
            HasEnd ? ("end", End?.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture) ?? "") : ("minutes", Minutes),
            ("kw", Kw),
        };
        parts.AddRange(TargetParts());
        AddUnless(Priority == ever.Priority, "priority", Priority);
        AddUnless(Allocation == ever.Allocation, "allocation", Allocation);
        AddUnless(Control == ever.Control, "control", Control);
        AddUnless(HoldOut == ever.HoldOut, "holdOut", HoldOut);
        return Joined(parts);

        void AddUnless(bool isEver, string name, string value)
        {
            if (!isEver)
                parts.Add((name, value));
        }
    }

    /// <summary>What of the address says for which VENs it is.</summary>
    public string TargetsQuery() => Joined(TargetParts());

    private (string Name, string Value)[] TargetParts() =>
        Meant switch
        {
            Meant.Groups => [("for", "groups"), ("groups", string.Join(',', Groups))],
            Meant.Vens => [("for", "vens"), ("vens", string.Join(',', VenIds))],
            Meant.Programme =>
            [
                ("for", "programme"),
                ("programme", Programme),
                .. Groups.Count > 0 ? [("groups", string.Join(',', Groups))] : Array.Empty<(string, string)>(),
                .. VenIds.Count > 0 ? [("vens", string.Join(',', VenIds))] : Array.Empty<(string, string)>(),
            ],
            _ => [],
        };

    private static string Joined(IEnumerable<(string Name, string Value)> parts) =>
        string.Join('&', parts.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value).Replace("%2C", ",").Replace("%3A", ":")}"));

    /// <summary>The body of <c>POST /api/events</c>. What is no number goes as it was typed, to be refused by the name of its field.</summary>
    public IReadOnlyDictionary<string, object?> Body(DateTimeOffset now) =>
        new Dictionary<string, object?>
        {
            ["startTime"] = IsNow ? null : Start,
            ["status"] = IsNow ? "active" : null,
            ["endTime"] = EndAt(now),
            ["requestedReductionKw"] = Typed(Kw),
            ["priority"] = Typed(Priority),
            ["allocation"] = Allocation,
            ["control"] = Control,
            ["holdOutPercent"] = Typed(HoldOut),
            ["targets"] = Targets(),
        };

    private EventTargets? Targets() =>
        Meant switch
        {
            Meant.Groups => new EventTargets(Groups: Groups),
            Meant.Vens => new EventTargets(VenIds: VenIds),
            Meant.Programme => new EventTargets(VenIds.Count > 0 ? VenIds : null, Groups.Count > 0 ? Groups : null, Programme),
            _ => null,
        };

    private static object? Typed(string text) =>
        text.Length == 0 ? null
        : Number(text) is { } number ? number
        : text;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private static DateTimeOffset Hour(DateTimeOffset at) => new(at.UtcDateTime.Date.AddHours(at.UtcDateTime.Hour), TimeSpan.Zero);
}
