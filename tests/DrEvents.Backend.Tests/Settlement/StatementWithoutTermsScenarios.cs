using System.Net;
using System.Net.Http.Json;
using DrEvents.Backend.Tests.Hosting;

namespace DrEvents.Backend.Tests.Settlement;

/// <summary>Where nothing is booked, and there are no terms: what is asked for is read before that is said.</summary>
public sealed class StatementWithoutTermsScenarios(BackendInTime backend) : IClassFixture<BackendInTime>
{
    [Theory]
    [InlineData("/api/statements?venId=a/b", "venId")]
    [InlineData("/api/statements?venId=%ED%A0%80", "venId")]
    [InlineData("/api/statements?currency=EUR&venId=%ED%A0%80", "venId")]
    [InlineData("/api/statements?from=x&format=xlsx", "from", "format")]
    [InlineData("/api/forecast?venIds=%ED%A0%80", "venIds")]
    [InlineData("/api/history/verify?eventId=%ED%A0%80", "eventId")]
    public async Task what_is_no_id_is_refused_by_the_name_of_its_field(string path, params string[] fields)
    {
        var answer = await backend.Http.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<Problem>())!.Errors.Keys.ShouldBe(fields, ignoreOrder: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?venId=mv-1")]
    [InlineData("?currency=EUR")]
    public async Task else_it_says_that_nothing_is_booked(string query)
    {
        var answer = await backend.Http.GetAsync("/api/statements" + query);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Nothing is booked");
    }

    private sealed record Problem(Dictionary<string, string[]> Errors);
}
