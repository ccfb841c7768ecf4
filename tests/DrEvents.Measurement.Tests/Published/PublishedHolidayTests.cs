using System.Globalization;
using DrEvents.Measurement.Calendars;
using DrEvents.Measurement.Files;

namespace DrEvents.Measurement.Tests.Published;

/// <summary>Holidays as those who keep them have published them.</summary>
public sealed class PublishedHolidayTests
{
    [Theory]
    // U.S. Office of Personnel Management, federal holidays; a day that is kept on another is there on both.
    [InlineData("US", 2021, "01-01 01-18 02-15 05-31 06-18 06-19 07-04 07-05 09-06 10-11 11-11 11-25 12-24 12-25 12-31")]
    [InlineData("US", 2026, "01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25")]
    // NERC, additional off-peak days: a Sunday's is kept on Monday, a Saturday's is not moved.
    [InlineData("US-NERC", 2013, "01-01 05-27 07-04 09-02 11-28 12-25")]
    [InlineData("US-NERC", 2021, "01-01 05-31 07-04 07-05 09-06 11-25 12-25")]
    [InlineData("US-NERC", 2022, "01-01 05-30 07-04 09-05 11-24 12-25 12-26")]
    // gov.uk, bank holidays in England and Wales; days at a weekend that are kept on another are there too.
    [InlineData("GB", 2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-26 12-28")]
    [InlineData("GB", 2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-25 12-26 12-27 12-28")]
    [InlineData("GB", 2022, "01-01 01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-25 12-26 12-27")]
    [InlineData("GB", 2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26")]
    // Bundesministerium des Innern, gesetzliche Feiertage in allen Ländern.
    [InlineData("DE", 2017, "01-01 04-14 04-17 05-01 05-25 06-05 10-03 10-31 12-25 12-26")]
    [InlineData("DE", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26")]
    public void the_calendar_has_the_published_days(string calendar, int year, string days) =>
        string.Join(' ', HolidayCalendar.Find(calendar)!.Of(year).Select(d => d.ToString("MM-dd", CultureInfo.InvariantCulture)))
            .ShouldBe(days);

    [Fact]
    public void calendars_ship_for_three_countries_and_a_market() => HolidayCalendar.Shipped.ShouldBe(["DE", "GB", "US", "US-NERC"]);

    [Fact]
    public void easter_is_where_it_was() =>
        new[] { 1995, 2000, 2008, 2011, 2038 }
            .Select(year =>
                HolidayCalendar
                    .Find(year < 2000 ? "DE" : "GB")!
                    .Of(year)
                    .First(d => d is { DayOfWeek: DayOfWeek.Friday, Month: 3 or 4 })
                    .AddDays(2)
            )
            .ShouldBe([new(1995, 4, 16), new(2000, 4, 23), new(2008, 3, 23), new(2011, 4, 24), new(2038, 4, 25)]);

    [Theory]
    [InlineData("2013-09-02\n2013-07-04\n")]
    [InlineData("date,name\n2013-09-02,Labor Day\n2013-07-04,Independence Day\n")]
    [InlineData("02.09.2013;Labor Day\n04.07.2013;Independence Day")]
    [InlineData(
        """{"name":"mine","version":3,"title":"t","source":"s","years":{"from":2013,"to":2013},"holidays":[{"name":"Labor Day","month":9,"weekday":"monday","nth":1},{"name":"4","month":7,"day":4}]}"""
    )]
    public void someones_own_file_holds_dates_or_rules(string text) =>
        HolidayFile.Read(InputFile.Of("mine", text)).Of(2013).ShouldBe([new(2013, 7, 4), new(2013, 9, 2)]);

    [Theory]
    [InlineData("", "mine: line 1: line: there is no line with a date")]
    [InlineData("2013-09-02\n2013-13-02", "mine: line 2: date: '2013-13-02' is not a date such as 2013-09-02")]
    [InlineData("{\"name\":\n \"mine\"", "mine: line 2: json:")]
    [InlineData(
        "{\"name\":\"mine\",\"version\":1,\"title\":\"t\",\"source\":\"s\",\"years\":{\"from\":2013,\"to\":2013},\"holidays\":[{\"name\":\"x\",\"month\":2,\"day\":30}]}",
        "mine: line 1: holidays[0]: there is no such day"
    )]
    [InlineData(
        "{\"name\":\"mine\",\"version\":1,\"title\":\"t\",\"source\":\"s\",\"years\":{\"from\":2013,\"to\":2013},\"holidays\":[],\"colour\":1}",
        "mine: line 1: colour: there is no such name here"
    )]
    public void a_bad_file_is_refused_in_one_line(string text, string message) =>
        Should.Throw<BadFileException>(() => HolidayFile.Read(InputFile.Of("mine", text))).Message.ShouldStartWith(message);
}
