using DrEvents.Backend.Features.Tables;
using DrEvents.Backend.Features.Vens;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Tables;

public sealed class CertificateTableTests
{
    private static readonly DateTimeOffset Start = Given.Start;
    private static readonly IssuedCertificate Year = new("0a", "key", Start, Start.AddDays(365), Replaces: null);

    [Theory]
    [InlineData(0, "valid", 365)]
    [InlineData(328, "valid", 37)]
    [InlineData(329, "ending", 36)]
    [InlineData(364.5, "ending", 0)]
    [InlineData(365, "expired", 0)]
    public void a_certificate_that_should_have_been_renewed_long_ago_is_told_apart(double day, string status, int daysLeft)
    {
        var row = Of(new VenIdentity { Certificates = [Year] }, day).Single();

        (row.Status, row.DaysLeft, row.By, row.Serial).ShouldBe((status, daysLeft, "enrolment", "0a"));
    }

    [Fact]
    public void a_revoked_one_holds_no_longer_and_says_why()
    {
        var revoked = Year with { RevokedAt = Start.AddDays(1), RevokedBy = "M. Weber", Reason = "stolen", Replaces = "09" };

        var row = Of(new VenIdentity { Certificates = [revoked] }, day: 360).Single();

        (row.Status, row.DaysLeft, row.By, row.RevokedBy, row.Reason).ShouldBe(("revoked", 0, "renewal", "M. Weber", "stolen"));
        Certificates.Holds(row).ShouldBeFalse();
    }

    [Fact]
    public void a_code_is_there_until_it_is_used_or_ends()
    {
        var offer = new EnrolmentOffer("hash", Start.AddDays(1));

        var row = Of(new VenIdentity { Offer = offer, Certificates = [Year] }, day: 0.5).First();

        (row.Status, row.Serial, row.EndsAt).ShouldBe(("open", null, offer.ExpiresAt));
        Of(new VenIdentity { Offer = offer }, day: 1).ShouldBeEmpty();
        Of(new VenIdentity { Offer = offer with { Used = "key" } }, day: 0.5).ShouldBeEmpty();
    }

    private static List<CertificateRow> Of(VenIdentity identity, double day) =>
        [.. Certificates.Of("ven-1", "Home", identity, Start.AddDays(day))];
}
