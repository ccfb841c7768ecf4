using DrEvents.Testing;

namespace DrEvents.Dashboard.Tests;

/// <summary>Every table of the pages is a file too.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed class TableFileTests(ControlRoom room)
{
    /// <summary>By the component that has a table, the file with the same; of an event without an id and a VEN that answers.</summary>
    private static readonly Dictionary<string, string> Files = new()
    {
        ["AccessList"] = "access/users.csv",
        ["ActionList"] = "actions.csv",
        ["Calendar"] = "events.csv",
        ["Certificates"] = "certificates.csv",
        ["CommandLives"] = "events/{id}/commands.csv",
        ["DeadLetterList"] = "system/dead-letters.csv",
        ["EventLines"] = "events/{id}/course.csv",
        ["EventResults"] = "events/{id}/results.csv",
        ["EventVens"] = "events/{id}/vens.csv",
        ["EventWhy"] = "events/{id}/why.csv",
        ["Events"] = "events.csv",
        ["PlanVens"] = "plan.csv?start=now&minutes=30&kw=3",
        ["ProgrammeList"] = "programmes.csv",
        ["ProgrammeMembers"] = "programmes/00000000/vens.csv",
        ["ReadModelList"] = "system/read-models.csv",
        ["ResultLines"] = "events/{id}/result.csv",
        ["ResultVens"] = "events/{id}/result-vens.csv",
        ["RunningEvents"] = "running.csv",
        ["SettingList"] = "system/settings.csv",
        ["StoredList"] = "events/{id}/stored.csv",
        ["SystemHealth"] = "system/health.csv",
        ["VenAnswers"] = "vens/ven-1/answers.csv",
        ["VenCertificates"] = "vens/ven-1/certificates.csv",
        ["VenLoads"] = "vens/ven-1/loads.csv",
        ["VenQualityDays"] = "vens/ven-1/quality.csv",
        ["VenShadow"] = "vens/ven-1/shadow.csv",
        ["Vens"] = "vens.csv",
        ["WebhookDeliveries"] = "system/webhooks/{hook}/deliveries.csv",
        ["WebhookList"] = "system/webhooks.csv",
    };

    /// <summary>Tables that are a part of another file, or of none.</summary>
    private static readonly Dictionary<string, string> Others = new()
    {
        ["DayCalendar"] = "a drawing of days; which were used is in the audit bundle",
        ["EventReplay"] = "its differences are a file that the page itself makes",
        ["PlanOutlook"] = "sums of plan.csv, by reason",
        ["ResultProfiles"] = "what is computed for the page alone is a file that the page itself makes",
        ["ResultThen"] = "two lines of results.csv, and what lies between them",
        ["ResultWhatIf"] = "what is computed for the page alone is a file that the page itself makes",
        ["Statements"] = "statements.csv, which StatementTests look at where something is booked",
        ["TermsList"] = "the installation's own file, whose SHA-256 is shown",
        ["VenBaseline"] = "what is computed for the page alone is a file that the page itself makes",
    };

    [Fact]
    public void each_table_has_its_file()
    {
        var folder = Repository.PathOf("src/DrEvents.Dashboard");
        var withTables = Directory
            .EnumerateFiles(folder, "*.razor", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file) is var text && (text.Contains("<table") || text.Contains("<QuickGrid")))
            .Select(Path.GetFileNameWithoutExtension);

        withTables.ShouldBe(Files.Keys.Concat(Others.Keys), ignoreOrder: true);
    }

    [Fact]
    public async Task each_file_is_there()
    {
        foreach (var (component, path) in Files)
        {
            var file = path.Replace("{id}", "evt-00000000").Replace("{hook}", "hook-00000000");
            using var answer = await room.Backend.GetAsync("export/" + file);
            // One that is of nothing says in the backend's words what there is not; a file that nobody serves says nothing.
            var said = await answer.Content.ReadAsStringAsync();
            ((int)answer.StatusCode).ShouldBeOneOf([200, 404], component);
            if (answer.IsSuccessStatusCode)
                answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv", component);
            else
                said.ShouldContain("00000000", customMessage: component);
        }
    }
}
