using System.Text.Json;
using DrEvents.Contracts.Http;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Parts;

namespace DrEvents.Dashboard.Tests.Homes;

/// <summary>What the pages of certificates and programmes compute, without a browser.</summary>
public sealed class RowTests
{
    private const int Rows = 10_000;

    [Fact]
    public async Task ten_thousand_rows_scroll_past_page_by_page_and_are_read_once_for_a_file()
    {
        var asked = 0;
        var seen = new List<int>();
        for (var offset = 0; offset < Rows; offset += 60)
            seen.AddRange((await RowPages.ReadAsync(ReadAsync, p => p, offset, 60)).Rows);
        seen.ShouldBe(Enumerable.Range(0, Rows));
        asked.ShouldBe(167);

        (await RowPages.ReadAsync(ReadAsync, p => p, 9_300, 1_200)).Rows.ShouldBe(Enumerable.Range(9_300, 700));
        asked.ShouldBe(169);
        var all = new List<int>();
        await foreach (var page in RowPages.AllAsync(ReadAsync, _ => Rows))
            all.AddRange(page);
        all.ShouldBe(Enumerable.Range(0, Rows));
        asked.ShouldBe(189);

        Task<IReadOnlyList<int>> ReadAsync(int offset, int limit)
        {
            asked++;
            limit.ShouldBeLessThanOrEqualTo(RowPages.PageMost);
            return Task.FromResult<IReadOnlyList<int>>([.. Enumerable.Range(0, Rows).Skip(offset).Take(limit)]);
        }
    }

    [Fact]
    public void a_filter_of_certificates_is_an_address()
    {
        var filter = CertificateFilter.Of(" a&b ", CertificateRowStatuses.Revoked, "venId", descending: true);

        filter.On("certificates").ShouldBe("certificates?search=a%26b&status=revoked&sort=venId&descending=true");
        filter.Table(500, 100).ShouldBe("api/identity/" + filter.On("certificates") + "&offset=500&limit=100");
        CertificateFilter.Of("", null, "", descending: false).On("certificates").ShouldBe("certificates");
    }

    [Fact]
    public void terms_that_are_shown_in_a_form_are_the_same_when_they_come_out_of_it()
    {
        var terms = new ProgrammeTerms(
            NoticeMinutes: 30,
            MaxMinutesPerEvent: 90.5,
            MaxEventsPerSeason: 40,
            Days: ["mon", "fri"],
            From: "14:00",
            Until: "20:00",
            SeasonFrom: "06-01",
            SeasonUntil: "09-30",
            TimeZone: "Europe/Berlin",
            new HomeLimits(MaxKw: 2.5, MaxEventsPerDay: 1)
        );

        var form = ProgrammeForm.Of(new ProgrammeView("summer", "Summer", terms, 0, DateTimeOffset.UnixEpoch, "M. Weber"));

        JsonSerializer.Serialize(form.Terms()).ShouldBe(JsonSerializer.Serialize(terms));
        new ProgrammeForm().Terms().ShouldBe(new ProgrammeTerms());
        form["terms.limits.maxEventsPerDay"] = "1.5";
        form["terms.noticeMinutes"] = "soon";
        form.NoNumbers.ShouldBe(["terms.noticeMinutes", "terms.limits.maxEventsPerDay"]);
    }
}
