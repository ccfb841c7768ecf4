using System.Net.Http.Json;
using DrEvents.Backend.Tests.Results;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Programmes;

/// <summary>The events of a programme are measured by the profile of its terms, whatever the settings say and whatever is assigned to a VEN.</summary>
public sealed class ProgrammeProfileScenarios : IAsyncLifetime
{
    private const string Programme = "by-the-hour-before";
    private const string OfSettings = "caiso-10-in-10";
    private const string OfProgramme = "pre-event-mean";
    private readonly MeasuredEvent _over;

    public ProgrammeProfileScenarios() => _over = new MeasuredEvent { Programme = Programme, BeforeItBegins = EnrolAsync };

    /// <inheritdoc />
    public ValueTask InitializeAsync() => _over.InitializeAsync();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _over.DisposeAsync();

    [Fact]
    public async Task its_event_is_measured_by_it_as_it_was_when_the_event_was_asked_for()
    {
        (await _over.SealsAsync()).Select(s => s.Assigned).Distinct().ShouldBe([OfProgramme]);

        var change = new ChangeProgrammeRequest("another method from now on", Terms: new ProgrammeTerms(Profile: OfSettings));
        using var answer = await _over.Backend.Http.PatchAsJsonAsync($"/api/programmes/{Programme}", change);
        answer.EnsureSuccessStatusCode();
        await _over.AskAsync();
        await Eventually.HoldsAsync("there is a result", async () => (await ResultsAsync()).Length > 0, withinS: 60);

        var vens = (await ResultsAsync()).ToDictionary(v => v.VenId);
        foreach (var venId in new[] { _over.One.Id, _over.Two.Id })
            (vens[venId].Assigned, vens[venId].Profile).ShouldBe((OfProgramme, OfProgramme));
    }

    private async Task<VenResultView[]> ResultsAsync()
    {
        using var answer = await _over.Backend.Http.GetAsync($"/api/events/{_over.Id}/result/vens");
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<VenResultPage>())!.Vens.ToArray() : [];
    }

    /// <summary>By the settings both would be measured by their days, and one of them by hand too.</summary>
    private static async Task EnrolAsync(MeasuredEvent over)
    {
        var http = over.Backend.Http;
        using var opened = await http.PostAsJsonAsync(
            "/api/programmes",
            new OpenProgrammeRequest(Programme, "By the hour before", new ProgrammeTerms(Profile: OfProgramme))
        );
        opened.EnsureSuccessStatusCode();
        string[] all = [over.One.Id, over.Two.Id, over.Young.Id, over.Unheard.Id];
        using var enrolled = await http.PostAsJsonAsync(
            $"/api/programmes/{Programme}/enrolments",
            new EnrolVensRequest(all, "their owners")
        );
        enrolled.EnsureSuccessStatusCode();
        using var assigned = await http.PutAsJsonAsync(
            $"/api/vens/{over.One.Id}/profile",
            new AssignProfileRequest(OfSettings, "its owner wants it")
        );
        assigned.EnsureSuccessStatusCode();
    }
}
